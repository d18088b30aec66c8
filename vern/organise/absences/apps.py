from vern.core.kernel.apps import ModuleConfig


class AbsencesConfig(ModuleConfig):
    name = "vern.organise.absences"
    label = "absences"

    def contribute(self) -> None:
        from vern.organise.absences import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class IncidentsConfig(ModuleConfig):
    name = "vern.control.incidents"
    label = "incidents"

    def contribute(self) -> None:
        from vern.control.incidents import contributions

        contributions.register()

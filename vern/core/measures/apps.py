from vern.core.kernel.apps import ModuleConfig


class MeasuresConfig(ModuleConfig):
    name = "vern.core.measures"
    label = "measures"

    def contribute(self) -> None:
        from vern.core.measures import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class FiguresConfig(ModuleConfig):
    name = "vern.hub.figures"
    label = "figures"

    def contribute(self) -> None:
        from vern.hub.figures import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class DeskConfig(ModuleConfig):
    name = "vern.hub.desk"
    label = "desk"

    def contribute(self) -> None:
        from vern.hub.desk import contributions

        contributions.register()

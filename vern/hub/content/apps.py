from vern.core.kernel.apps import ModuleConfig


class ContentConfig(ModuleConfig):
    name = "vern.hub.content"
    label = "content"

    def contribute(self) -> None:
        from vern.hub.content import contributions

        contributions.register()

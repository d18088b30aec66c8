from vern.core.kernel.apps import ModuleConfig


class RetentionConfig(ModuleConfig):
    name = "vern.hub.retention"
    label = "retention"

    def contribute(self) -> None:
        from vern.hub.retention import contributions

        contributions.register()

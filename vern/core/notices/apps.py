from vern.core.kernel.apps import ModuleConfig


class NoticesConfig(ModuleConfig):
    name = "vern.core.notices"
    label = "notices"

    def contribute(self) -> None:
        from vern.core.notices import contributions

        contributions.register()

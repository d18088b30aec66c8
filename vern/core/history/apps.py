from vern.core.kernel.apps import ModuleConfig


class HistoryConfig(ModuleConfig):
    name = "vern.core.history"
    label = "history"

    def contribute(self) -> None:
        from vern.core.history import contributions

        contributions.register()

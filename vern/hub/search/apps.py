from vern.core.kernel.apps import ModuleConfig


class SearchConfig(ModuleConfig):
    name = "vern.hub.search"
    label = "search"

    def contribute(self) -> None:
        from vern.hub.search import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class OrgConfig(ModuleConfig):
    name = "vern.core.org"
    label = "org"

    def contribute(self) -> None:
        from vern.core.org import contributions

        contributions.register()

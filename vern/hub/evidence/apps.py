from vern.core.kernel.apps import ModuleConfig


class EvidenceConfig(ModuleConfig):
    name = "vern.hub.evidence"
    label = "evidence"

    def contribute(self) -> None:
        from vern.hub.evidence import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class RiskConfig(ModuleConfig):
    name = "vern.plan.risk"
    label = "risk"

    def contribute(self) -> None:
        from vern.plan.risk import contributions

        contributions.register()

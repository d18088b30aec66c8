from vern.core.kernel.apps import ModuleConfig


class RoundsConfig(ModuleConfig):
    name = "vern.plan.rounds"
    label = "rounds"

    def contribute(self) -> None:
        from vern.plan.rounds import contributions

        contributions.register()

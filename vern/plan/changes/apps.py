from vern.core.kernel.apps import ModuleConfig


class ChangesConfig(ModuleConfig):
    name = "vern.plan.changes"
    label = "changes"

    def contribute(self) -> None:
        from vern.plan.changes import contributions

        contributions.register()

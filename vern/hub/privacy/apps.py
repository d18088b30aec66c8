from vern.core.kernel.apps import ModuleConfig


class PrivacyConfig(ModuleConfig):
    name = "vern.hub.privacy"
    label = "privacy"

    def contribute(self) -> None:
        from vern.hub.privacy import contributions

        contributions.register()

from vern.core.kernel.apps import ModuleConfig


class RelayConfig(ModuleConfig):
    name = "vern.organise.relay"
    label = "relay"

    def contribute(self) -> None:
        from vern.organise.relay import contributions

        contributions.register()

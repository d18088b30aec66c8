from vern.core.kernel.apps import ModuleConfig


class RecordsConfig(ModuleConfig):
    name = "vern.core.records"
    label = "records"

    def contribute(self) -> None:
        from vern.core.records import personal

        personal.register()

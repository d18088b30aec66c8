from vern.core.kernel.apps import ModuleConfig


class RecordsConfig(ModuleConfig):
    name = "vern.core.records"
    label = "records"

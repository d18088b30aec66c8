from vern.core.kernel.apps import ModuleConfig


class NoticesConfig(ModuleConfig):
    name = "vern.core.notices"
    label = "notices"

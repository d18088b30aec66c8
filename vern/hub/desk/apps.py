from vern.core.kernel.apps import ModuleConfig


class DeskConfig(ModuleConfig):
    name = "vern.hub.desk"
    label = "desk"

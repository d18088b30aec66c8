from vern.core.kernel.apps import ModuleConfig


class FiguresConfig(ModuleConfig):
    name = "vern.hub.figures"
    label = "figures"

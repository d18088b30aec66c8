from vern.core.kernel.apps import ModuleConfig


class TalkConfig(ModuleConfig):
    name = "vern.core.talk"
    label = "talk"

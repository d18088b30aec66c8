from vern.core.kernel.apps import ModuleConfig


class TalkConfig(ModuleConfig):
    name = "vern.core.talk"
    label = "talk"

    def contribute(self) -> None:
        from vern.core.talk import erasing, personal

        personal.register()
        erasing.register()

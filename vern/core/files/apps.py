from vern.core.kernel.apps import ModuleConfig


class FilesConfig(ModuleConfig):
    name = "vern.core.files"
    label = "files"

    def contribute(self) -> None:
        from vern.core.files import erasing

        erasing.register()

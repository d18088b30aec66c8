from vern.core.kernel.apps import ModuleConfig


class FilesConfig(ModuleConfig):
    name = "vern.core.files"
    label = "files"

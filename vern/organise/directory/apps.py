from vern.core.kernel.apps import ModuleConfig


class DirectoryConfig(ModuleConfig):
    name = "vern.organise.directory"
    label = "directory"

    def contribute(self) -> None:
        from vern.organise.directory import contributions

        contributions.register()

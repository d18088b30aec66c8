from vern.core.kernel.apps import ModuleConfig


class SiteConfig(ModuleConfig):
    name = "vern.site"
    label = "site"

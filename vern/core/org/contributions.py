"""What the organisation gives to the rest."""

from vern.core.kernel.content import DefaultContent, default_content
from vern.core.org import editable, personal
from vern.core.org.capabilities import OWN, capabilities
from vern.core.org.defaults import load_roles


def register() -> None:
    capabilities.add(*OWN)
    default_content.add(DefaultContent("org.roles", load_roles))
    editable.register()
    personal.register()

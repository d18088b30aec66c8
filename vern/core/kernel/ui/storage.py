"""Static files whose names carry the hash of what is in them."""

from __future__ import annotations

from whitenoise.storage import (  # type: ignore[import-untyped]
    CompressedManifestStaticFilesStorage,
)

MODULES = "*/offline/*.js"
IMPORT = r"""(?P<matched>from\s*["'](?P<url>\.{1,2}/[^"']+)["'];)"""


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Modules of ours import one another by those names too. Only ours: what others have packed
    imports what we do not serve."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (MODULES, ((IMPORT, 'from "%(url)s";'),)),
    )

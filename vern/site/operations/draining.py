"""Whether this web server is about to stop: one byte that its processes share.

The parent imports this before it forks, so that what it writes is read by every worker.
"""

from __future__ import annotations

import mmap
from typing import Final

_shared: Final = mmap.mmap(-1, 1)


def begin() -> None:
    """Say to whoever asks `/readyz` that no more requests should come here."""
    _shared[0] = 1


def under_way() -> bool:
    return _shared[0] == 1

"""How much may be attached."""

from __future__ import annotations

from typing import Final

MEGABYTE: Final = 1024 * 1024
MOST_BYTES: Final = 25 * MEGABYTE
"""Of one file as it is sent."""

MOST_FILES: Final = 10
"""With one form."""

MOST_BYTES_TOGETHER: Final = 100 * MEGABYTE
"""With one form, as kept: photos shrink when they are cleaned."""

MOST_BYTES_SENT: Final = MOST_FILES * MOST_BYTES
"""In one request. What comes after it is not even written to disk."""

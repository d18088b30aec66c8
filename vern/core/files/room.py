"""When the disk is full: a clear word to whoever sends a file, not an error page."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.utils.translation import gettext as _

from vern.core.kernel.errors import Refused

NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def refused_if_full(name: str) -> Iterator[None]:
    """What is written in here is refused, by the file's name, where there is no room for it."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Refused(
            _(
                "There is no room for “%(name)s” just now. Send what you have written without it; "
                "you can add the file later."
            )
            % {"name": name},
            field="attached",
        ) from error

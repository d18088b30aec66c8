"""Is this server ready? One line per thing that must hold."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from vern.site.operations import draining, state
from vern.site.operations.state import NoAnswer, State

FRESH: Final = 1.0
"""Seconds for which an answer stands: whoever asks more often costs the database nothing."""

_lock: Final = threading.Lock()
_last: tuple[float, tuple[Check, ...]] | None = None


@dataclass(frozen=True)
class Check:
    """`detail` names no person and no secret; it is still only for those who run the server."""

    name: str
    ok: bool
    detail: str


def readiness() -> tuple[Check, ...]:
    """Every check, at most FRESH seconds old; whether we are draining is never old."""
    global _last  # noqa: PLW0603 (one answer for all threads)
    with _lock:
        if _last is None or time.monotonic() - _last[0] > FRESH:
            _last = (time.monotonic(), tuple(_checks()))
        found = _last[1]
    stopping = draining.under_way()
    return (Check("serving", not stopping, "stopping" if stopping else "open"), *found)


def forget() -> None:
    """Ask anew next time."""
    global _last  # noqa: PLW0603
    _last = None


def _checks() -> Iterator[Check]:
    yield _disk()
    try:
        found = state.read()
    except NoAnswer as error:
        yield Check("database", ok=False, detail=str(error))
        return
    yield Check("database", ok=True, detail="takes writes")
    yield _migrations(found)
    yield from (limit.check(found) for limit in _limits())


def _disk() -> Check:
    """The fullest of the places that we write to."""
    places = {_existing(Path(each)) for each in (settings.MEDIA_ROOT, settings.HOME)}
    usages = [shutil.disk_usage(place) for place in places]
    free = min(usage.free / usage.total for usage in usages) * 100
    return Check("disk", free >= settings.VERN_DISK_FREE_PERCENT, f"{free:.0f} % free")


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if place.exists())


def _migrations(found: State) -> Check:
    missing = ", ".join(found.unapplied)
    return Check("migrations", not missing, missing or "applied")


@dataclass(frozen=True)
class _Limit:
    """How old something may be. `needed`: that there is none is a failure too."""

    name: str
    age: Callable[[State], float | None]
    seconds: int
    needed: bool

    def check(self, found: State) -> Check:
        age = self.age(found)
        if not self.seconds:
            return Check(self.name, ok=True, detail="not watched")
        if age is None:
            return Check(self.name, not self.needed, "none")
        return Check(self.name, age <= self.seconds, f"{age:.0f} s old, {self.seconds} s allowed")


def _limits() -> tuple[_Limit, ...]:
    return (
        _Limit("mail", lambda of: of.unsent_mail, settings.VERN_MAIL_MINUTES * 60, needed=False),
        _Limit("worker", lambda of: of.worker, settings.VERN_WORKER_SECONDS, needed=True),
        _Limit("backup", lambda of: of.backup, settings.VERN_BACKUP_HOURS * 3600, needed=True),
    )

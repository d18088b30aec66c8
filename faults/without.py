"""Each protection, and how it is taken away: only to prove that a fault can hurt."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from typing import Any, Final


def replace(where: str, substitute: Any) -> None:
    """Put something else wherever a module of ours has what "module:name" names, by any name."""
    module_name, _colon, attribute = where.partition(":")
    original = getattr(importlib.import_module(module_name), attribute)
    for module in [each for name, each in sys.modules.items() if name.startswith("vern.")]:
        for name, value in list(vars(module).items()):
            if value is original:
                setattr(module, name, substitute)


def _no_submission_keys() -> None:
    """Nobody remembers which form a report came from, nor looks for one that says the same."""
    replace("vern.core.records.services:sent_before", lambda **_asked: None)
    replace("vern.core.records.services:remember_submission", lambda **_given: None)
    replace("vern.control.incidents.services.reporting:_just_told", lambda *_asked, **_more: None)


def _nothing_seen() -> None:
    """Whoever saves last has it their way."""
    replace("vern.core.history.services:refuse_unseen", lambda *_asked, **_more: None)


def _nothing_kept() -> None:
    """Who was signed out meanwhile counts as one who never was signed in."""
    replace("vern.control.incidents.views.kept:signed_out", lambda _request: False)


def _remembered_rights() -> None:
    """What one was allowed at first is allowed for good."""
    find = importlib.import_module("vern.core.org.middleware").actor_of
    known: dict[str, Any] = {}

    def remembered(request: Any) -> Any:
        session = request.COOKIES.get("sessionid", "")
        if session not in known or not known[session].signed_in:
            known[session] = find(request)
        return known[session]

    replace("vern.core.org.middleware:actor_of", remembered)


def _greenwich() -> None:
    """A day is what it is at Greenwich."""
    clock = importlib.import_module("vern.core.kernel.clock")
    replace("vern.core.kernel.clock:today", lambda: clock.now().date())
    replace("vern.core.kernel.clock:year_of", lambda moment: moment.year)


def _nobody_takes_up() -> None:
    """A job whose worker died stays as it was, and nobody looks for mail without a job."""
    tasks = importlib.import_module("vern.core.notices.tasks")

    async def _nothing(context: Any, timestamp: int) -> None:
        """Stalled jobs are left alone."""

    tasks.take_up_stalled.func = _nothing
    replace("vern.core.notices.tasks:queue_again", lambda **_asked: 0)


def _no_second_try() -> None:
    """What fails once, has failed."""
    pauses = importlib.import_module("vern.core.notices.pauses").GrowingPauses
    pauses.get_retry_decision = lambda *_asked, **_more: None
    replace("vern.core.notices.tasks:queue_again", lambda **_asked: 0)


def _no_files_in_the_backup() -> None:
    """The database alone."""
    replace("vern.site.operations.backups.making:stored", lambda _folder="": iter(()))


def _cells_as_written() -> None:
    """What people wrote, as they wrote it."""
    replace("vern.core.kernel.spreadsheets:harmless", lambda text: text)


def _texts_as_they_are() -> None:
    """What someone wrote stands in pages and in the log as it was written."""
    from django.template import base  # noqa: PLC0415
    from django.utils import html, safestring  # noqa: PLC0415

    def as_it_is(text: Any) -> Any:
        return safestring.SafeString(str(text))

    base.conditional_escape = html.conditional_escape = as_it_is  # type: ignore[attr-defined]
    logs = importlib.import_module("vern.site.operations.logs")
    logs.JsonLines.format = lambda self, record: " ".join(map(str, self.facts(record).values()))
    replace("vern.site.operations.middleware:route_of", lambda request: request.path_info)


def _any_file() -> None:
    """Everything is taken as it is, and shown as what it claims to be."""
    types = importlib.import_module("vern.core.files.types")
    answers = importlib.import_module("django.http").FileResponse
    replace("vern.core.files.types:sort_of", lambda *_asked: types.Sort.OTHER)
    replace(
        "vern.core.files.views:_answer", lambda file, content: answers(content, filename=file.name)
    )


def _a_full_disk_is_no_error() -> None:
    """What finds no room is forgotten, and nobody is told."""
    stores = importlib.import_module("vern.core.files.stores")
    save = stores.DiskStore._save  # noqa: SLF001

    def hopeful(self: Any, name: str, content: Any) -> str:
        try:
            return str(save(self, name, content))
        except OSError:
            return name

    stores.DiskStore._save = hopeful  # noqa: SLF001


PROTECTIONS: Final[dict[str, Callable[[], None]]] = {
    "submission keys": _no_submission_keys,
    "what was seen": _nothing_seen,
    "keeping what was typed": _nothing_kept,
    "finding rights anew": _remembered_rights,
    "Norwegian time": _greenwich,
    "taking up what a dead worker began": _nobody_takes_up,
    "trying again": _no_second_try,
    "files in the backup": _no_files_in_the_backup,
    "harmless cells": _cells_as_written,
    "looking into files": _any_file,
    "making texts harmless": _texts_as_they_are,
    "saying that there is no room": _a_full_disk_is_no_error,
    "waiting for the disk": lambda: None,  # the database's own: see processes.database_crashed
}


def take_away(name: str) -> None:
    """Work without this protection; with none named, as it is. Raises KeyError."""
    if name:
        PROTECTIONS[name]()

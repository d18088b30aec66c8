"""The faults, in the order in which they are printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from faults import exports, handling, mailing, processes, restoring, uploads, writing
from faults.ledger import Outcome


@dataclass(frozen=True)
class Fault:
    """`do` takes a house and whether it is `protected`; `protection` is what is taken away to prove
    that it can hurt."""

    number: int
    title: str
    protection: str
    do: Callable[..., Outcome]


FAULTS: Final = (
    Fault(1, "web process killed", "submission keys", processes.web_process_killed),
    Fault(2, "database crashed", "waiting for the disk", processes.database_crashed),
    Fault(
        3,
        "worker killed around a mail",
        "taking up what a dead worker began",
        mailing.worker_killed,
    ),
    Fault(4, "mail server down", "trying again", mailing.mail_server_down),
    Fault(5, "disk full", "saying that there is no room", uploads.disk_full),
    Fault(6, "one form fifty times", "submission keys", processes.one_form_many_times),
    Fault(7, "two handlers at once", "what was seen", handling.two_handlers),
    Fault(8, "session ends mid-form", "keeping what was typed", handling.session_ends),
    Fault(9, "right taken away", "finding rights anew", handling.right_taken_away),
    Fault(10, "clock jumps", "Norwegian time", processes.clock_jumps),
    Fault(11, "hostile files", "looking into files", uploads.hostile_files),
    Fault(12, "hostile texts", "making texts harmless", writing.hostile_texts),
    Fault(13, "exports opened", "harmless cells", exports.opened_by_libreoffice),
    Fault(14, "restored on an empty machine", "files in the backup", restoring.restored_elsewhere),
)

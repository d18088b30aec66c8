"""What someone is promised, before they send, of who will read it. See `protecting.readers` for who
does once it is sent: both are made of the same roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vern.control.incidents.queries.protecting import reading_roles, role_names


@dataclass(frozen=True)
class Promise:
    """A sentence, and what must be ticked for it to hold. `key` tells the style sheet the same."""

    key: str
    text: str
    when: str = ""


def promises(*, nameless: bool) -> Sequence[Promise]:
    """Who reads it, then who sees the name: of each sort, one holds at a time. One query."""
    reading = reading_roles()
    roles = ", ".join(role_names(reading, about_leader=False))
    others = ", ".join(role_names(reading, about_leader=True))
    return (
        Promise("open", _("These roles at the unit and above it can read it: %s.") % roles),
        Promise(
            "past-leader",
            _(
                "Those it is about can neither read nor handle it: a leader above them handles it. "
                "These roles at the unit and above it can read it: %s."
            )
            % others,
            _("If it is about your leader:"),
        ),
        Promise(
            "named",
            _("Only the one who handles it can read it, and those whom they name."),
            _("If only named people should read it:"),
        ),
        Promise(
            "named-past-leader",
            _(
                "Only a leader above those it is about, who handles it, the local chief safety "
                "representative and those whom they name can read it."
            ),
            _("If only named people should read it, and it is about your leader:"),
        ),
        Promise(
            "affected",
            _("So can the leader and the safety representative of the unit of those affected."),
            _("If you choose another unit for those affected:"),
        ),
        *(_of_nameless() if nameless else _of_names()),
    )


def _of_names() -> Sequence[Promise]:
    return (
        Promise("name", _("They see that you sent it.")),
        Promise(
            "name-for-handlers",
            _("Only the one who handles it sees that you sent it."),
            _("If you show your name only to the one who handles it:"),
        ),
    )


def _of_nameless() -> Sequence[Promise]:
    return (
        Promise(
            "nameless",
            _("Nobody sees who sent it. Do not write your name if you want to stay unknown."),
        ),
    )

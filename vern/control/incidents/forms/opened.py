"""When a form was opened and by whom, signed: so that the time to sending can be measured, and so
that nothing is sent with another name than the writer saw."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing

from vern.core.kernel import clock

LONGEST = 60 * 60
"""Seconds. A form that was open longer was left lying: it says nothing of how long it takes."""

_signer = signing.Signer(salt="report form opened")


@dataclass(frozen=True)
class Opened:
    """`at`: seconds since 1970. `person_id`: None for someone who was not signed in."""

    at: int
    person_id: int | None

    @property
    def seconds(self) -> int | None:
        """Whole seconds since then, at least one; None where that says nothing."""
        passed = int(clock.now().timestamp()) - self.at
        return max(passed, 1) if 0 <= passed <= LONGEST else None


def stamp(person_id: int | None) -> str:
    """For a form that is being opened."""
    return _signer.sign(f"{int(clock.now().timestamp())} {person_id or 0}")


def read(text: str) -> Opened | None:
    """What a stamp says; None where it is not ours."""
    try:
        at, person_id = _signer.unsign(text).split()
        return Opened(int(at), int(person_id) or None)
    except (signing.BadSignature, ValueError):
        return None

"""Telling the database who acts: what the row-level security of sensitive tables asks (ADR 0013)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection, transaction

from vern.core.org.actors import Actor, ActorKind
from vern.core.records.kinds import kinds

_SETTING: Final = "SELECT set_config('vern.actor', %s, true)"
_NOBODY: Final = ""
_acting: ContextVar[str] = ContextVar("acting", default=_NOBODY)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Read and write rows of tables with row-level security as this actor. One transaction.

    The setting ends with the block, also inside a longer transaction; it never outlives a
    transaction, so the next who gets the connection does not have it.
    """
    inside = connection.in_atomic_block
    token = _acting.set(_words_for(actor))
    try:
        with transaction.atomic():
            _say(_acting.get())
            yield
            if inside:  # else the transaction's end is the setting's end
                _say(token.old_value if isinstance(token.old_value, str) else _NOBODY)
    finally:
        _acting.reset(token)


def _say(words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTING, [words])


def _words_for(actor: Actor) -> str:
    """Who it is, whose code they hold, and where they may open what is sealed, by kind."""
    if actor.kind is ActorKind.SYSTEM:
        return json.dumps({"system": True})
    scopes = {each.key: actor.scope(each.unseal) for each in kinds if each.unseal}
    return json.dumps(
        {
            "person": actor.person_id,
            "code": actor.code_digest or None,
            "unseals": {
                kind: {"paths": scope.prefixes, "buildings": scope.buildings}
                for kind, scope in scopes.items()
            },
        }
    )

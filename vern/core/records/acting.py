"""Telling the database who acts: what the row-level security of sensitive tables asks (ADR 0013)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import Final

from django.db import connection, transaction
from psycopg.pq import TransactionStatus

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
    before = _acting.get()
    token = _acting.set(_words_for(actor))
    try:
        with nullcontext() if inside else transaction.atomic():
            _say(_acting.get())
            try:
                yield
            finally:
                if inside and not _failed():  # else the setting ends with the transaction
                    _say(before)
    finally:
        _acting.reset(token)


def _failed() -> bool:
    """Whether PostgreSQL takes nothing more before it is rolled back, which takes the setting back."""
    status: TransactionStatus = connection.connection.info.transaction_status
    return status == TransactionStatus.INERROR


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

"""One at a time, whichever process it is in."""

from __future__ import annotations

from django.db import connection


def alone_with(what: str) -> None:
    """Nobody else who asks for the same goes on until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])

"""Words of reports, and those that stand in so many that they say nothing of which are alike."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVector
from django.core.cache import caches
from django.db import connection
from django.db.models import Func, TextField

CONFIG = "norwegian"

NEWEST = 1000
"""Reports that are looked at: a tenth of a second, whatever the number of all."""

SHARE, AT_LEAST = 0.03, 30
"""A word is common where so large a part of them tell it, and no fewer than so many."""

ROOM_SHARE, ROOMS_AT_LEAST = 0.01, 10
"""The same of names of rooms and places: "lab", "corridor"."""

KEY = "incidents.common_words"
FOR_A_WHILE = 6 * 60 * 60

_COMMON = """
WITH newest AS (SELECT count(*) AS number FROM (SELECT 1 FROM incidents_incident LIMIT %(newest)s) each)
SELECT word FROM ts_stat(format(
  'SELECT to_tsvector(%%L, description) FROM incidents_incident ORDER BY record_id DESC LIMIT %%s',
  %(config)s::text, %(newest)s::int)), newest
WHERE ndoc >= greatest(%(at_least)s, number * %(share)s)
UNION
SELECT word FROM ts_stat(format(
  'SELECT to_tsvector(%%L, room) FROM incidents_incident ORDER BY record_id DESC LIMIT %%s',
  %(config)s::text, %(newest)s::int)), newest
WHERE ndoc >= greatest(%(rooms_at_least)s, number * %(room_share)s)
"""


def words_of(*fields: str) -> Func:
    """The words of some fields without their endings, and without those that say nothing."""
    return Func(
        SearchVector(*fields, config=CONFIG),
        function="tsvector_to_array",
        output_field=ArrayField(TextField()),
    )


def common_words() -> frozenset[str]:
    """Those that stand in very many reports, as `words_of` gives words. Each process keeps them for
    some hours: at most one question, and seldom."""
    cache = caches["process"]
    found: frozenset[str] | None = cache.get(KEY)
    if found is None:
        found = _read()
        cache.set(KEY, found, FOR_A_WHILE)
    return found


def _read() -> frozenset[str]:
    given: dict[str, Any] = {
        "newest": NEWEST,
        "config": CONFIG,
        "share": SHARE,
        "at_least": AT_LEAST,
        "room_share": ROOM_SHARE,
        "rooms_at_least": ROOMS_AT_LEAST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMMON, given)
        return frozenset(word for (word,) in cursor.fetchall())

"""Where an actor need not look at all.

What is asked of the index is narrowed to what the actor may well read: a person with few rights does
not pay for all that they may not see. Who may read a thing is said by `Layer.may_match` alone; what
is left out here by mistake is not found, and never shown to anyone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from vern.core.org.actors import Actor, Scope
from vern.hub.search.ports import Layer, Searchable
from vern.hub.search.rules import all_of, any_of, lexeme

MOST_UNITS = 400
"""Who reaches more than this looks at all that a capability opens to anyone."""

MOST_PARTS = 2_000
"""The newest records that someone takes part in."""

_REACHED = """
SELECT 'unit', unit.id, unit.path FROM org_unit unit WHERE unit.path LIKE ANY(%s)
UNION ALL
(SELECT DISTINCT 'part', party.record_id, '' FROM records_party party WHERE party.person_id = %s
 ORDER BY party.record_id DESC LIMIT %s)
"""


FEW_UNITS = 5
"""Who reaches no more finds all that fits at once; others look at one stretch of time after another."""


@dataclass(frozen=True)
class Doors:
    """What a thing must hold to be one that the actor may well find; empty: none is. `wide`: these
    may be many."""

    asked: str = ""
    wide: bool = False


@dataclass(frozen=True)
class Reached:
    """Units below those where the actor has any right, with their paths, and records with a part
    in them."""

    units: Sequence[tuple[int, str]] = ()
    parts: Sequence[int] = ()


def doors(actor: Actor, kinds: Iterable[Searchable]) -> Doors:
    """The doors that are open to the actor among things of these kinds. One query, and what keys
    ask."""
    pairs = [(kind, layer) for kind in kinds for layer in kind.layers]
    guarded = [layer for _kind, layer in pairs if not layer.everyone]
    reached = _reached(actor, guarded) if guarded else Reached()
    opened: dict[str, list[str]] = defaultdict(list)
    for kind, layer in pairs:
        name = lexeme(f"#l:{kind.key}.{layer.key}")
        if layer.everyone:
            opened[""].append(name)
        elif keys := _keys(actor, layer, reached):
            opened[any_of(map(lexeme, keys))].append(name)
    # Layers that are opened by the same are asked for together: the list may be long.
    asked = any_of(f"({all_of([any_of(layers), keys])})" for keys, layers in opened.items())
    return Doors(asked, _wide(actor, [layer for _kind, layer in pairs], reached))


def _wide(actor: Actor, layers: Iterable[Layer], reached: Reached) -> bool:
    scopes = {actor.scope(each) for layer in layers for each in layer.capabilities()}
    return len(reached.units) > FEW_UNITS or any(scope.everywhere for scope in scopes)


def _reached(actor: Actor, layers: Iterable[Layer]) -> Reached:
    scopes = {actor.scope(each) for layer in layers for each in layer.capabilities()}
    below = {path for scope in scopes if not scope.everywhere for path in scope.prefixes}
    with connection.cursor() as cursor:
        given = [[f"{path}%" for path in sorted(below)], actor.person_id, MOST_PARTS]
        cursor.execute(_REACHED, given)
        rows = cursor.fetchall()
    return Reached(
        units=[(pk, path) for what, pk, path in rows if what == "unit"],
        parts=[pk for what, pk, _path in rows if what == "part"],
    )


def _keys(actor: Actor, layer: Layer, reached: Reached) -> tuple[str, ...]:
    found = list(layer.keys(actor))
    if layer.part:
        found += [f"#r:{pk}" for pk in reached.parts]
    for capability in layer.capabilities():
        places = _places(actor.scope(capability), reached)
        found += [f"#d:{capability}:{place}" for place in places]
    return tuple(found)


def _places(scope: Scope, reached: Reached) -> list[str]:
    if scope.everywhere:
        return ["*"]
    units = [pk for pk, path in reached.units if path.startswith(scope.prefixes)]
    if len(units) > MOST_UNITS:
        return ["*"]
    return [*(f"u{pk}" for pk in units), *(f"b{pk}" for pk in scope.buildings)]

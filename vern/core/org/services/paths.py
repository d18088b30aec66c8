"""Today's tree, copied onto the units for access."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from vern.core.kernel import clock
from vern.core.kernel.events import publish
from vern.core.org.actors import holding
from vern.core.org.events import TreeRefreshed
from vern.core.org.models import Unit, UnitPlacement

COPIED = ("name_nb", "name_nn", "name_en", "kind", "active")


@transaction.atomic
def refresh_paths() -> int:
    """Copy today's placements onto the units. Returns how many changed.

    Called by every change of the tree, and each night for changes dated ahead.
    """
    placements = {p.unit_id: p for p in UnitPlacement.objects.filter(holding(clock.today()))}
    parents = {unit_id: placement.parent_id for unit_id, placement in placements.items()}
    changed = []
    moved = False
    ended = set()
    for unit in Unit.objects.filter(pk__in=placements).select_for_update():
        after = {name: getattr(placements[unit.pk], name) for name in COPIED}
        after["path"] = path_of(unit.pk, parents)
        if any(getattr(unit, name) != value for name, value in after.items()):
            moved = moved or bool(unit.path and unit.path != after["path"])
            if unit.active and not after["active"]:
                ended.add(unit.pk)
            for name, value in after.items():
                setattr(unit, name, value)
            changed.append(unit)
    Unit.objects.bulk_update(changed, ["path", *COPIED])
    if moved:
        publish(TreeRefreshed(ended=frozenset(ended)))
    return len(changed)


def path_of(unit_id: int, parents: Mapping[int, int | None]) -> str:
    """Ids from the root, each closed by a dot: "1.12.57."."""
    steps: list[str] = []
    step: int | None = unit_id
    while step is not None:
        steps.append(f"{step}.")
        step = parents.get(step)
    return "".join(reversed(steps))

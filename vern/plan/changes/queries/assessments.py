"""The approved assessments that a change process is linked with."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Q

from vern.core.records.models import Link
from vern.hub.evidence.assurances import approved_among


def approved_of(processes: Collection[int]) -> Mapping[int, set[int]]:
    """Ids of approved assessments linked with each of some change processes; those without are left
    out. Two queries, however many, where one kind of record assesses."""
    links = Link.objects.filter(Q(a__in=processes) | Q(b__in=processes))
    pairs: list[tuple[int, int, str]] = []
    for a, a_kind, b, b_kind in links.values_list("a", "a__kind", "b", "b__kind"):
        if a in processes:
            pairs.append((a, b, b_kind))
        if b in processes:
            pairs.append((b, a, a_kind))
    approved = approved_among((other, kind) for _process, other, kind in pairs)
    found: dict[int, set[int]] = {}
    for process, other, _kind in pairs:
        if other in approved:
            found.setdefault(process, set()).add(other)
    return found

"""What change processes show of requirements: assessed before the decision, with the representative."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.models import RoleKey, Unit
from vern.core.records.models import Sensitivity
from vern.hub.evidence.ports import SHOWN, Asked, Evidence, Found, Way, evidence
from vern.hub.evidence.rules import Verdict, by_share
from vern.plan.changes.capabilities import SEE
from vern.plan.changes.models import ChangeProcess, Involvement

ASSESSED: Final = "changes.assessed"
TOGETHER: Final = "changes.with_representative"

_MET = Involvement.objects.filter(
    process=OuterRef("pk"),
    body__role=RoleKey.SAFETY_REP,
    held_on__lt=OuterRef("decided_on"),
)


def _decided(asked: Asked) -> Sequence[Mapping[str, Any]]:
    """The year's decided changes, the newest first: asked once for all requirements."""
    period = Q(decided_on__gte=asked.begins, decided_on__lte=asked.last)
    rows = ChangeProcess.objects.filter(
        period,
        record__sensitivity__lt=Sensitivity.SEALED,
        record__unit__in=list(asked.homes),
    ).annotate(met=Exists(_MET))
    found = rows.order_by("-decided_on", "-pk").values(
        "pk", "assessments", "met", "record__unit_id"
    )
    return asked.once("changes.decided", lambda: list(found))


def _judge(
    counts: Callable[[Mapping[str, Any]], bool], words: Any
) -> Callable[[Asked], Mapping[int, Found]]:
    """A judge of the share of changes of which something is so."""

    def judge(asked: Asked) -> Mapping[int, Found]:
        sums: dict[int, Counter[str]] = {each.unit_id: Counter() for each in asked.units}
        records: dict[int, list[int]] = {each.unit_id: [] for each in asked.units}
        for row in _decided(asked):
            home = asked.homes[row["record__unit_id"]]
            sums[home].update(all=1, so=int(counts(row)))
            records[home].append(row["pk"])
        return {unit: _said(sums[unit], words, tuple(records[unit][:SHOWN])) for unit in sums}

    return judge


def _said(sums: Counter[str], words: Any, records: tuple[int, ...]) -> Found:
    if not sums["all"]:
        return Found(Verdict.UNKNOWN, gettext("No change was decided in the year."))
    said = str(words) % {"so": sums["so"], "all": sums["all"]}
    return Found(by_share(sums["so"], sums["all"]), said, records)


def _list(actor: Actor, unit: Unit, _year: int) -> str:
    if not actor.scope(SEE).covers(unit.path):
        return ""
    return f"{reverse('changes:list')}?which=all&unit={unit.pk}"


DECIDED: Final = _("Decided in the year:")
WAYS: Final = (Way(_("Change processes of the unit"), _list),)


def register() -> None:
    evidence.add(
        Evidence(
            ASSESSED,
            _("Changes are risk assessed before they are decided"),
            _("AML § 4-2 (3) and IK-forskriften § 5 nr. 6"),
            _(
                "Changes of organisation, work processes and IT systems decided in the year: how many had an"
                " approved risk assessment then. A written reason for none does not count here."
            ),
            _judge(
                lambda row: row["assessments"] > 0,
                _("%(so)s of %(all)s decided changes had an approved assessment."),
            ),
            shows=DECIDED,
            ways=WAYS,
            order=60,
        ),
        Evidence(
            TOGETHER,
            _("The safety representative takes part before a change is decided"),
            "AML § 6-2 (4)",
            _(
                "Changes decided in the year: in how many the safety representative took part on an earlier"
                " day than the decision."
            ),
            _judge(
                lambda row: row["met"],
                _(
                    "In %(so)s of %(all)s decided changes the safety representative took part before."
                ),
            ),
            shows=DECIDED,
            ways=WAYS,
            order=61,
        ),
    )

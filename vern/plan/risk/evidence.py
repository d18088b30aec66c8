"""What risk assessments show of requirements: one of each kind that the law asks for, in the last years;
and which of them a change process can be decided with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from vern.core.kernel import clock
from vern.core.kernel.ui.dates import day
from vern.core.org.actors import Actor
from vern.core.org.models import Unit
from vern.hub.evidence.assurances import Assurance, assurances
from vern.hub.evidence.ports import Asked, Evidence, Found, Way, evidence
from vern.hub.evidence.rules import Verdict
from vern.plan.risk import rules
from vern.plan.risk.capabilities import SEE
from vern.plan.risk.models import KIND, RiskAssessment
from vern.plan.risk.queries import coverage
from vern.plan.risk.queries.coverage import Newest
from vern.plan.risk.queries.rights import may_start
from vern.plan.risk.rules import Age, AssessmentState

REQUIRED: Final[Mapping[str, tuple[Any, Any]]] = {
    "general": (
        _("The unit's work is risk assessed"),
        "AML § 3-1 (2) c, IK-forskriften § 5 nr. 6",
    ),
    "psychosocial": (
        _("The psychosocial work environment is risk assessed"),
        _("AML § 4-3 and UFA chapter 1A"),
    ),
    "violence": (
        _("Harassment, violence and threats are risk assessed"),
        _("UFA chapters 2A and 3A"),
    ),
}
"""Kinds, by their keys, that the law asks of every unit: what is required, and where it stands."""

VERDICTS: Final = {
    Age.FRESH: Verdict.MET,
    Age.DUE: Verdict.PARTLY,
    Age.OLD: Verdict.NOT,
    Age.NONE: Verdict.NOT,
}


def _newest(asked: Asked) -> tuple[Mapping[tuple[int, str], Newest], int]:
    """The newest of each kind of the units asked about, with their parts: one query for all."""

    def ask() -> tuple[Mapping[tuple[int, str], Newest], int]:
        found = coverage.asked(asked.ends)
        keys = {each.pk: each.key for each in found.kinds}
        best: dict[tuple[int, str], Newest] = {}
        for each in found.found:
            home, key = asked.homes.get(each.unit_id), keys.get(each.type_id)
            if home is None or key is None:
                continue
            if (home, key) not in best or best[home, key].approved_on < each.approved_on:
                best[home, key] = each
        return best, found.years

    return asked.once("risk.newest", ask)


def _judge(key: str) -> Callable[[Asked], Mapping[int, Found]]:
    def judge(asked: Asked) -> Mapping[int, Found]:
        best, years = _newest(asked)
        return {
            each.unit_id: _said(best.get((each.unit_id, key)), asked, years) for each in asked.units
        }

    return judge


def _said(newest: Newest | None, asked: Asked, years: int) -> Found:
    if newest is None:
        return Found(Verdict.NOT, gettext("No approved assessment was found."))
    age = rules.age_of(newest.approved_on, newest.valid_until, today=asked.last, years=years)
    said = {"day": day(newest.approved_on), "until": day(newest.valid_until)}
    words = {
        Age.FRESH: gettext("Approved on %(day)s."),
        Age.DUE: gettext("Approved on %(day)s, and was to be revised by %(until)s."),
        Age.OLD: gettext("The newest was approved on %(day)s, which is too long ago."),
    }[age]
    return Found(VERDICTS[age], words % said, (newest.record_id,))


def _overview(actor: Actor, unit: Unit, _year: int) -> str:
    return reverse("risk:unit", args=[unit.code]) if actor.scope(SEE).covers(unit.path) else ""


def _start(key: str) -> Callable[[Actor, Unit, int], str]:
    def url(actor: Actor, unit: Unit, year: int) -> str:
        if year != clock.today().year or not may_start(actor, unit):
            return ""
        return f"{reverse('risk:start')}?{urlencode({'type': key, 'unit': unit.pk})}"

    return url


def approved(records: Collection[int]) -> Collection[int]:
    """Those of some assessments that are approved and hold today."""
    holding = RiskAssessment.objects.filter(
        pk__in=records, state=AssessmentState.APPROVED, valid_until__gte=clock.today()
    )
    return set(holding.values_list("pk", flat=True))


def register() -> None:
    assurances.add(Assurance(KIND, approved))
    evidence.add(
        *(
            Evidence(
                f"risk.{key}",
                requirement,
                source,
                _(
                    "The newest approved assessment of this kind, at the unit or its parts, as of the year's"
                    " end: from the last years that the institution counts, and still valid then."
                ),
                _judge(key),
                ways=(Way(_("The unit's risk assessments"), _overview),),
                remedies=(Way(_("Start a risk assessment"), _start(key)),),
                order=50 + place,
            )
            for place, (key, (requirement, source)) in enumerate(REQUIRED.items())
        )
    )

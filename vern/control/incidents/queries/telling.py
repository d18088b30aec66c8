"""Who must be told of a report, who has been, and what is still to be judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import Answer, Incident, Notification, NotificationRule
from vern.control.incidents.rules import (
    ANY_HARM,
    HARM_TO_TELL,
    Harm,
    IncidentType,
    is_event,
    must_tell,
)
from vern.core.org.models import OtherEmployer
from vern.core.records.models import Record

SERIOUS_EXAMPLES: Sequence[str | Promise] = (
    _("A head injury with unconsciousness, or unconsciousness of another cause"),
    _("A broken bone, other than a simple crack or a broken finger or toe"),
    _("Injury to inner organs, or loss of a part of the body"),
    _("Poisoning that may do lasting harm"),
    _("A burn, frost or corrosive injury that goes deep, or is on face, hands or feet"),
    _("Hypothermia"),
    _("Whatever needs treatment in hospital, other than a simple outpatient visit"),
    _("Psychological injury that may be lasting, as after violence or threats"),
)
"""What the Labour Inspection Authority counts as serious (AML § 5-2; not a complete list)."""


When = NotificationRule.When


@dataclass(frozen=True)
class Duty:
    """Someone who must be told, and whether they have been."""

    rule: NotificationRule
    done: Notification | None
    contacts: Sequence[OtherEmployer] = ()


@dataclass(frozen=True)
class Duties:
    """All who must be told; `to_judge`: whether the handler must first say how bad it was."""

    duties: Sequence[Duty]
    to_judge: bool

    @property
    def open(self) -> int:
        return sum(duty.done is None for duty in self.duties)


def offered(incident: int) -> QuerySet[NotificationRule]:
    """Those who may have to be told of a report, or have been, with how many categories they name,
    and how many of these it has. Whoever has been ticked stays listed, also when the facts change."""
    through = Incident.categories.through.objects.filter(incident=incident)
    told = Notification.objects.filter(incident=incident, undone_at=None)
    own = Count("categories", filter=Q(categories__in=through.values("category")))
    named = Count("categories")
    rows = NotificationRule.objects.filter(Q(offered=True) | Q(pk__in=told.values("rule")))
    return rows.annotate(own_categories=own, named_categories=named).order_by("order", "pk")


def duties(record: Record, incident: Incident, rules: Sequence[Any] | None = None) -> Duties:
    """No query for what the page has read: the notifications, the employers, the `rules` offered."""
    harm = harm_of(incident)
    others = list(record.building.other_employers.all()) if record.building else []
    standing = (each for each in incident.notifications.all() if each.undone_at is None)
    told = {each.rule_id: each for each in standing}
    asked: Iterable[Any] = offered(incident.pk) if rules is None else rules
    found = [
        Duty(rule, told.get(rule.pk), others if rule.when == When.SHARED else ())
        for rule in asked
        if rule.pk in told
        or must_tell(
            rule.when,
            harm,
            about=bool(rule.own_categories),
            narrowed=bool(rule.named_categories),
            shared=bool(others),
            event=is_event(IncidentType(incident.type)),
        )
    ]
    return Duties(found, to_judge=harm.to_judge)


def hurt(parts: Iterable[str] = ANY_HARM) -> Q:
    """Reports that say yes to one of these kinds of harm."""
    found = Q()
    for each in parts:
        found |= Q(**{each: Answer.YES})
    return found


def untold(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Those of which someone must still be told, or where it is still to be said how bad it was:
    what `duties` says of one report, of many."""
    of_it = OuterRef(OuterRef("pk"))
    told = Notification.objects.filter(incident=of_it, undone_at=None)
    about = Incident.categories.through.objects.filter(incident=of_it)
    left = NotificationRule.objects.filter(offered=True).exclude(pk__in=told.values("rule"))
    others = Exists(OtherEmployer.objects.filter(building=OuterRef("record__building")))
    fits = Q(categories=None) | Q(categories__in=about.values("category"))
    left_for = {when: Q(Exists(left.filter(fits, when=when))) for when in HARM_TO_TELL}
    left_for[When.SHARED] &= Q(others)
    found = hurt() & Q(serious="")
    for when, parts in HARM_TO_TELL.items():
        if when != When.CATEGORY:
            found |= hurt(parts) & left_for[when]
    ruled = left.filter(when=When.CATEGORY, categories__in=about.values("category"))
    found |= ~Q(type=IncidentType.SUGGESTION) & Q(Exists(ruled))
    return incidents.filter(found)


def awaits_telling(incident: Incident) -> bool:
    """Whether it cannot end yet: one query."""
    return untold(Incident.objects.filter(pk=incident.pk)).exists()


def harm_of(incident: Incident) -> Harm:
    return Harm(
        injury=incident.injury == Answer.YES,
        treatment=incident.treatment == Answer.YES,
        serious=incident.serious == Answer.YES,
        judged=bool(incident.serious),
    )

"""What stands between a report and its end, and who must hear of it: an objection without an answer,
a stop of work without a decision, someone who must be told by law and is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.models import Incident
from vern.control.incidents.queries.routing import barred, hands_of, level_above, reporters_of
from vern.control.incidents.queries.telling import awaits_telling, harm_of
from vern.control.incidents.queries.voices import objected_until
from vern.control.incidents.rules import lacks_severity
from vern.control.incidents.services.common import policy
from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.org.models import Person
from vern.core.org.queries import representatives_of
from vern.core.records import services as records
from vern.core.records.access import who_may
from vern.core.records.models import Party, Record, Sensitivity


def refuse_while_stopped(incident: Incident) -> None:
    """Raises Refused while dangerous work is stopped and the leader has not decided in writing."""
    if incident.work_stops.filter(decided_at=None).exists():
        raise Refused(
            _(
                "Dangerous work is stopped. The leader must first decide in writing what happens now."
            )
        )


def refuse_while_contested(incident: Incident) -> None:
    """Raises Refused while a stop or a safety representative's objection stands."""
    refuse_while_stopped(incident)
    if incident.objections.filter(answered_at=None).exists():
        raise Refused(
            _("A safety representative objects to closing. Answer the objection in writing first.")
        )


def refuse_while_untold(incident: Incident) -> None:
    """Raises Refused while someone must by law be told what happened, and it is neither done nor
    judged unnecessary."""
    if awaits_telling(incident):
        raise Refused(
            _(
                "Someone must still be told what happened. Tell them, or write why they need not "
                "be told."
            )
        )


def refuse_without_severity(incident: Incident) -> None:
    """Raises Refused where someone was hurt, and nobody has chosen how bad it was."""
    if lacks_severity(harm_of(incident), incident.severity):
        raise Refused(_("Someone was hurt. Choose how serious it was for people first."))


def keep_stopper(record: Record, incident: Incident) -> None:
    """The report has moved: who stopped the work goes on reading it, and is told with the one who
    is now to decide."""
    stop = incident.work_stops.filter(decided_at=None).select_related("stopped_by").first()
    if stop is None:
        return
    if stop.stopped_by_id not in barred(record):
        records.add_party(record, stop.stopped_by_id, Party.Part.NAMED)
    seeing = {person.pk for person in who_may(SEE, record)}
    people = [stop.stopped_by, *handlers_of(record)]
    tell("incident.stop_moved", [each for each in people if each.pk in seeing], record=record)


def handlers_of(record: Record) -> list[Person]:
    """The people whose report it is now: the leader whose turn it is and those named for it; where
    no leader is left, the HSE department. A sealed one is the reception's."""
    out = barred(record)
    if record.sensitivity == Sensitivity.SEALED:
        return [each for each in who_may(SEE, record) if each.pk not in out]
    named = Party.objects.filter(record=record, part=Party.Part.HANDLER)
    found = set(named.values_list("person_id", flat=True)) | {record.owner_id or 0}
    if record.sensitivity < Sensitivity.PARTIES:
        found |= hands_of(record, out).handlers
    return list(Person.objects.filter(pk__in=found - out))


def leader_above(record: Record) -> Person | None:
    """Who leads the level above the one that handles it; nobody for a report for named people only,
    and nobody above the institution's leader."""
    if record.sensitivity >= Sensitivity.PARTIES:
        return None
    found = level_above(record)
    return found.person if found else None


def tell_own_reporter(kind: str, actor: Actor, record: Record) -> None:
    """Tell who sent this very report, not those whose reports are handled with it."""
    sent = Party.objects.filter(record=record, part=Party.Part.REPORTER, person__isnull=False)
    people = Person.objects.filter(pk__in=sent.values("person"))
    told = people.exclude(pk=actor.person_id or 0)
    tell(kind, told, record=record, by=actor.person_id)


def tell_readers(
    kind: str,
    people: Iterable[Person | None],
    *,
    actor: Actor,
    record: Record,
    facts: Mapping[str, str] | None = None,
) -> None:
    """Tell those of them who may see it, but not the one who did it."""
    seeing = {person.pk for person in who_may(SEE, record)} - {actor.person_id}
    told = [each for each in people if each and each.pk in seeing]
    tell(kind, told, record=record, facts=facts, by=actor.person_id)


def tell_representatives_of_end(*, actor: Actor, record: Record, incident: Incident) -> None:
    """The safety representatives who speak for those who work there, and for those affected, hear
    that it has ended, and until when they can object. Who reported it has got the answer."""
    speaking = representatives_of(record.unit, building_id=record.building_id)
    if incident.affected_unit is not None:
        speaking += representatives_of(incident.affected_unit)
    answered = {person_id for _own, person_id in reporters_of(record)}
    until = objected_until(record, policy().days_to_object)
    tell_readers(
        "incident.ended",
        [each for each in speaking if each.pk not in answered],
        actor=actor,
        record=record,
        facts={"until": until.isoformat()} if until else None,
    )

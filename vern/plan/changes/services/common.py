"""What every verb on a change process begins or ends with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from vern.core.kernel.errors import Refused
from vern.core.notices.services import tell
from vern.core.org.actors import Actor
from vern.core.records.models import Party, Record
from vern.plan.changes.models import ChangeProcess
from vern.plan.changes.queries.people import carriers_of, places_of, speaking_for
from vern.plan.changes.rules import OPEN_STATES, ChangeState, after, can


def locked(record: Record) -> ChangeProcess:
    """The process as it is now, locked until the transaction ends: one verb at a time."""
    rows = ChangeProcess.objects.select_for_update(of=("self", "record"))
    return rows.select_related("record__unit", "record__handling_unit").get(pk=record.pk)


def step(process: ChangeProcess, verb: str) -> None:
    if not can(verb, ChangeState(process.state)):
        raise Refused(_("Someone has already changed this. See how it stands now."))
    process.state = after(verb)


def refuse_settled(process: ChangeProcess) -> None:
    """Nothing is added to what is evaluated or dropped."""
    if process.state not in OPEN_STATES:
        raise Refused(_("This change process is finished."))


def changed_texts(process: ChangeProcess, given: Mapping[str, str]) -> dict[str, str]:
    """The former texts that are replaced by others, for the history."""
    former = {name: str(getattr(process, name)) for name in given}
    return {name: text for name, text in former.items() if text and text != given[name]}


def tell_taking_part(kind: str, actor: Actor, process: ChangeProcess) -> None:
    """Tell the same, and those who speak for the bodies that take part."""
    bodies = {each.body for each in process.involvements.select_related("body")}
    places = places_of(process)
    tell_everyone(
        kind, actor, process, {who for body in bodies for who in speaking_for(body, places)}
    )


def tell_everyone(
    kind: str, actor: Actor, process: ChangeProcess, also: Iterable[int] = ()
) -> None:
    """Tell those who go on with it, those who take part in it by name, and some others."""
    parties = Party.objects.filter(record=process.record, person__isnull=False)
    people = {*carriers_of(process.record), *parties.values_list("person_id", flat=True), *also}
    people.discard(actor.person_id)
    tell(kind, sorted(each for each in people if each), record=process.record, by=actor.person_id)

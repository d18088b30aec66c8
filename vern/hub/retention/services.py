"""Asking for a list of what would be erased, approving and stopping it; keeping a case from it."""

from __future__ import annotations

import hmac

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from vern.core.history.services import note
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.org.actors import Actor
from vern.core.records.models import Record
from vern.core.records.services import refuse_erased
from vern.hub.retention import listing, queries, rules
from vern.hub.retention.models import Hold, Run
from vern.hub.retention.noting import end, note_run
from vern.hub.retention.tasks import make_list


@transaction.atomic
def prepare(*, actor: Actor) -> Run:
    """Begin a list; a job fills it. Raises Refused where no rule has been made, or a list is open."""
    if not any(each.months for each in queries.decided().values()):
        raise Refused(_("Nobody has decided how long anything is kept. Nothing is ever erased."))
    run = listing.begin(by=actor.person_id)
    if run is None:
        raise Refused(_("There is a list already. Approve it or stop it first."))
    make_list.defer(run_id=run.pk)
    return run


@transaction.atomic
def approve(*, actor: Actor, run: Run, digest: str) -> bool:
    """Approve the list with this digest, which the actor has seen; whether it is approved for good.

    A large one asks for two people, and waits for the second. A day passes before anything is erased.
    Raises Refused where it is another list by now, is stopped, or is not as it was made.
    """
    run = Run.objects.select_for_update().get(pk=run.pk)
    if run.state != Run.State.PREPARED:
        raise Refused(_("This list no longer waits to be approved. See how it stands now."))
    if not hmac.compare_digest(run.digest, digest) or queries.as_listed(run) != run.digest:
        raise Refused(_("The list is not the one that was shown. Stop it and have a new one made."))
    if run.approved_by_id is None:
        run.approved_by_id, run.approved_at = actor.person_id, clock.now()
    elif run.approved_by_id == actor.person_id:
        raise Refused(_("You have approved it. Somebody else must do so too."))
    else:
        run.confirmed_by_id, run.confirmed_at = actor.person_id, clock.now()
    whole = not run.two or run.confirmed_by_id is not None
    if whole:
        run.state, run.starts_at = Run.State.APPROVED, clock.now() + rules.REGRET
    run.save()
    note_run("retention.approved", actor, run)
    return whole


@transaction.atomic
def stop(*, actor: Actor, run: Run) -> None:
    """Erase nothing more of it. What is erased stays so. Doing it twice changes nothing."""
    run = Run.objects.select_for_update().get(pk=run.pk)
    if not run.open:
        return
    run.stopped_by_id = actor.person_id
    end(run, Run.State.STOPPED)
    run.save()
    note_run("retention.stopped", actor, run)


@transaction.atomic
def hold(*, actor: Actor, record: Record, reason: str) -> Hold:
    """Keep a case, whatever a rule or a list says. Raises Refused where it is held or erased, and
    PermissionDenied for whoever is nobody: somebody must answer for it."""
    if actor.person_id is None:
        raise PermissionDenied
    record = Record.objects.select_for_update().get(pk=record.pk)
    refuse_erased(record)
    if queries.standing_holds().filter(record=record).exists():
        raise Refused(_("This case is held already."), field="number")
    made = Hold.objects.create(
        record=record, reason=reason, placed_by_id=actor.person_id, placed_at=clock.now()
    )
    note("record.held", actor=actor, record=record, facts={"hold": made.pk})
    return made


@transaction.atomic
def lift(*, actor: Actor, hold: Hold) -> None:
    """It is kept no longer than the rule says. Doing it twice changes nothing."""
    hold = Hold.objects.select_for_update().get(pk=hold.pk)
    if hold.lifted_at is not None:
        return
    hold.lifted_at, hold.lifted_by_id = clock.now(), actor.person_id
    hold.save(update_fields=["lifted_at", "lifted_by"])
    note("record.hold_lifted", actor=actor, record=hold.record_id, facts={"hold": hold.pk})

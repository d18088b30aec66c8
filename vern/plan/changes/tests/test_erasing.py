"""What is erased of a change process, and what stays for the figures."""

from __future__ import annotations

import datetime as dt

from vern.core.kernel import clock
from vern.core.records.models import Record
from vern.hub.figures.services import answer
from vern.plan.changes import services
from vern.plan.changes.models import ChangeProcess
from vern.plan.changes.retention import over
from vern.plan.changes.services.erasing import erase
from vern.plan.changes.tests import make
from vern.plan.changes.tests.make import World


def finished(world: World) -> ChangeProcess:
    process = make.started(world)
    make.all_took_part(world, process)
    leader = world.actor("leader")
    given = make.decision(no_assessment_reason="Sykdom hos Kari.")
    services.decide(actor=leader, record=process.record, given=given)
    services.evaluate(actor=leader, record=process.record, words="Kari er tilbake.")
    return process


def test_only_what_is_finished_may_be_erased(world: World) -> None:
    process, _goes_on = finished(world), make.started(world, "Pågår")
    later = clock.now() + dt.timedelta(days=1)
    assert list(over(later)) == [Record.objects.get(pk=process.pk)]
    assert not over(clock.now() - dt.timedelta(days=1))


def test_words_and_persons_go_and_what_is_counted_stays(world: World) -> None:
    process = finished(world)
    before = answer("changes.by_year", year=2026).rows
    erase(process.record)
    process.refresh_from_db()
    assert (process.why, process.decision, process.evaluation) == ("", "", "")
    assert process.no_assessment_reason == "[…]"
    assert process.decided_by is None
    assert answer("changes.by_year", year=2026).rows == before
    words = [each.words for each in process.involvements.all()]
    assert set(words) == {""}

"""What is erased of an assessment, and what stays for the figures."""

from __future__ import annotations

import datetime as dt

from vern.core.kernel import clock
from vern.hub.figures.services import answer
from vern.plan.risk import services
from vern.plan.risk.retention import over
from vern.plan.risk.services.erasing import erase
from vern.plan.risk.tests import make
from vern.plan.risk.tests.make import World


def test_only_what_is_replaced_or_withdrawn_may_be_erased(world: World) -> None:
    holds = make.approved(world, title="Gjelder")
    draft = make.started(world, "event")
    services.withdraw(actor=world.actor("leader"), record=draft)
    later = clock.now() + dt.timedelta(days=1)
    assert [each.pk for each in over(later)] == [draft.pk]
    make.approved(world, title="Gjelder")
    assert {each.pk for each in over(later)} == {draft.pk, holds.pk}
    assert not over(clock.now() - dt.timedelta(days=1))


def test_words_and_persons_go_and_what_is_counted_stays(world: World) -> None:
    record = make.approved(world)
    services.disagree(actor=world.actor("worker"), record=record, text="Nei.")
    before = answer("risk.colours", year=clock.today().year).rows
    erase(record)
    sheet = make.look(record)
    assert (sheet.participants, sheet.disagreements) == ([], [])
    assert {each.row.hazard + each.row.cause for each in sheet.rows} == {""}
    assert sheet.risk.approved_by_id is None
    assert answer("risk.colours", year=clock.today().year).rows == before

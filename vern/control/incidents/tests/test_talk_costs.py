"""What is said costs a page the same, however much it is."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from vern.control.incidents import services
from vern.control.incidents.services import dialogue, representing, stopping
from vern.control.incidents.tests import make
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.records.models import Record


def queries(world: World, who: str, address: str) -> int:
    client = world.client(who)
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def said(world: World, record: Record, many: int) -> None:
    rep, leader = world.actor("safety rep"), world.actor("leader")
    for number in range(many):
        dialogue.write_to_reporter(actor=leader, record=record, text=f"Spørsmål {number}")
        dialogue.write_as_reporter(
            actor=world.actor("reporter"), record=record, text=f"Svar {number}"
        )
        question = representing.request_answer(
            actor=rep, record=record, text=f"Når {number}", answer_by=clock.today()
        )
        representing.reply(actor=leader, record=record, question=question, text=f"Nå {number}")
        objection = representing.object_to_closing(actor=rep, record=record, text=f"Nei {number}")
        representing.answer_objection(
            actor=leader, record=record, objection=objection, text=f"Jo {number}"
        )
        stop = stopping.stop_work(actor=rep, record=record, what=f"Stopp {number}")
        stopping.decide_on_stop(actor=leader, record=record, stop=stop, decision=f"Gå {number}")
    dialogue.write_to_reporter(actor=leader, record=record, text="Til slutt?")
    stopping.stop_work(actor=rep, record=record, what="Stopp nå")
    representing.object_to_closing(actor=rep, record=record, text="Nei")


def test_the_pages_of_a_report_cost_the_same_for_few_words_and_for_many(world: World) -> None:
    none, few = make.told(world, "Ingen sier noe"), make.told(world)
    much = make.told(world, "En annen")
    services.take_up(actor=world.actor("leader"), record=none)
    said(world, few, 1)
    said(world, much, 7)
    for who in ("leader", "safety rep", "reporter", "hse"):
        costs = [queries(world, who, f"/incidents/{record.pk}/") for record in (few, much)]
        assert costs[0] == costs[1], who
        assert costs[1] - queries(world, who, f"/incidents/{none.pk}/") <= 6, who


def test_the_desk_costs_the_same_for_few_answers_and_for_many(world: World) -> None:
    costs = []
    for many in (1, 8):
        for number in range(many):
            record = make.told(world, f"Sak {many} {number}")
            said(world, record, 0)
            shut = make.told(world, f"Lukket {many} {number}")
            services.close(
                actor=world.actor("leader"), record=shut, message="Takk", no_measures_reason="Nei"
            )
            representing.object_to_closing(actor=world.actor("safety rep"), record=shut, text="Nei")
        costs.append(
            {who: queries(world, who, "/") for who in ("leader", "leader above", "rector")}
        )
    assert costs[0] == costs[1]

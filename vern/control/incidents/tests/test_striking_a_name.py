"""A name that should not be there is struck out of everything that is written about a report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models, transaction

from vern.control.incidents import services
from vern.control.incidents.models import (
    Closure,
    Incident,
    Inquiry,
    Lesson,
    Notification,
    NotificationRule,
    Objection,
    RootCause,
    WorkStop,
)
from vern.control.incidents.names import pattern_of
from vern.control.incidents.queries.striking import PLACES, where
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.core.files.models import Attachment
from vern.core.history.models import HistoryLine, TextVersion
from vern.core.history.queries import of_record
from vern.core.history.services import STRUCK
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.measures.models import MaintenanceOrder, Measure, Occurrence
from vern.core.org.actors import SYSTEM
from vern.core.records.acting import acting_as
from vern.core.records.models import Record
from vern.core.talk.models import Comment, Confidence
from vern.hub.retention.models import Hold

NAME = "Kari Holm"
TEXT = f"Her står {NAME} en gang"
CODED = {
    *("records.Record.kind", "records.Record.number"),
    *("records.Party.code_digest", "files.Attachment.media_type", "files.Attachment.digest"),
    *("files.Attachment.small_digest", "files.Attachment.threat"),
    *("history.HistoryLine.verb", "history.HistoryLine.actor_kind", "notices.Notice.kind"),
    *("notices.Notice.bounce_status", "notices.Notice.problem_detail"),
    *("notices.Notice.resolved_how", "history.TextVersion.field", "calendar.Deadline.rule"),
    *("retention.Item.rule", "records.Link.part"),
}
"""Text columns around a report that hold no one's own words."""


def at(record: Record) -> str:
    return f"/incidents/{record.pk}/strike/"


def around(record: Record, world: World) -> Record:
    """The name in every field of every table around the report."""
    someone, now = world.people["leader"], clock.now()
    Record.objects.filter(pk=record.pk).update(title=TEXT)
    fields = dict.fromkeys(
        ("description", "room", "done_at_once", "proposal", "cause_text", "summary"), TEXT
    )
    Incident.objects.filter(pk=record.pk).update(**fields)
    incident = Incident.objects.get(pk=record.pk)
    Attachment.objects.create(
        record=record, name=TEXT, media_type="text/plain", digest="0" * 64, size=1, added_at=now
    )
    for audience in Comment.Audience:
        Comment.objects.create(record=record, audience=audience, text=TEXT, at=now)
    with acting_as(SYSTEM):
        said = Comment.objects.create(
            record=record, audience=Comment.Audience.REPORTER, confided=True, at=now
        )
        Confidence.objects.create(comment=said, text=TEXT)
    Closure.objects.create(
        incident=incident,
        outcome=Closure.Outcome.CLOSED,
        at=now,
        message=TEXT,
        no_measures_reason=TEXT,
        verdict=TEXT,
        reopened_at=now,
        reopened_reason=TEXT,
    )
    measure = make.decided(world, record)
    Measure.objects.filter(pk=measure.pk).update(
        title=TEXT, plan_text=TEXT, done_note=TEXT, effect_note=TEXT
    )
    Occurrence.objects.create(measure=measure, due_on=clock.today(), done_at=now, note=TEXT)
    MaintenanceOrder.objects.create(
        measure=measure, reference=TEXT, status="sent", sent_at=now, set_at=now
    )
    WorkStop.objects.create(
        incident=incident,
        what=TEXT,
        stopped_by=someone,
        stopped_at=now,
        decision=TEXT,
        decided_by=someone,
        decided_at=now,
    )
    Objection.objects.create(incident=incident, text=TEXT, by=someone, at=now, answer=TEXT)
    Notification.objects.create(
        incident=incident,
        rule=NotificationRule.objects.all()[0],
        told_at=now,
        told_by=someone,
        reference=TEXT,
    )
    Hold.objects.create(record=record, reason=TEXT, placed_by=someone, placed_at=now)
    RootCause.objects.create(incident=incident, branch="why", order=1, text=TEXT)
    Lesson.objects.create(
        incident=incident, title=TEXT, what_happened=TEXT, what_we_learned=TEXT, published_at=now
    )
    Inquiry.objects.create(
        incident=incident,
        about="other",
        subject=TEXT,
        text=TEXT,
        answer_by=clock.today() + dt.timedelta(days=9),
        asked_at=now,
    )
    return record


def test_it_goes_out_of_everything_and_the_history_says_that_it_happened(world: World) -> None:
    record = around(make.told(world), world)
    pattern = pattern_of(NAME)
    assert pattern is not None
    expected = sum(len(fields) for _model, _way, fields in PLACES) + 1  # two comments
    assert sum(place.times for place in where(record, pattern)) == expected
    struck = services.strike(actor=world.actor("leader"), record=record, words=NAME)
    assert struck == expected
    assert where(record, pattern) == []
    for model, way, fields in PLACES:
        with acting_as(SYSTEM):
            rows = list(model.objects.filter(**{way: record.pk}))
        for row in rows:
            for field in fields if not getattr(row, "confided", False) else ():
                assert getattr(row, field) == f"Her står {STRUCK} en gang", (model, field)
    last = of_record(record)[-1]
    assert (last.verb, last.facts, last.former) == ("incident.struck", {"places": struck}, ())


def _other_kinds() -> set[str]:
    """Modules with a kind of record of their own."""
    return {
        model._meta.app_label
        for model in apps.get_models()
        if model._meta.pk.related_model is Record
    } - {"incidents"}


def _around_a_record() -> Iterator[type[models.Model]]:
    """All tables that lead to a record, in any number of steps: those of other kinds of record
    and links left out."""
    found: set[type[models.Model]] = {Record}
    others = _other_kinds()
    grew = True
    while grew:
        grew = False
        for model in apps.get_models():
            other_kind = model._meta.app_label in others
            if model in found or model._meta.auto_created or other_kind:
                continue
            leads = (f.related_model for f in model._meta.concrete_fields if f.is_relation)
            if any(each in found for each in leads):
                found.add(model)
                grew = True
    yield from found


def test_no_text_around_a_report_is_forgotten() -> None:
    """Whoever adds a field for people's own words adds it to PLACES, or says here that it is not."""
    covered = {f"{model._meta.label}.{field}" for model, _way, fields in PLACES for field in fields}
    texts = {
        f"{model._meta.label}.{field.name}"
        for model in _around_a_record()
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    forgotten = texts - covered - CODED - {"history.TextVersion.text"}
    assert forgotten == set()


def test_earlier_texts_are_struck_too(world: World) -> None:
    record, leader = make.told(world), world.actor("leader")
    services.sum_up(actor=leader, record=record, summary=f"{NAME} gikk 100 % feil\\_her")
    services.sum_up(actor=leader, record=record, summary="Noen gikk feil")
    assert services.strike(actor=leader, record=record, words=NAME) == 1
    former = TextVersion.objects.get(line__record=record)
    assert former.text == f"{STRUCK} gikk 100 % feil\\_her"


def test_the_function_for_striking_can_write_nothing_else(world: World) -> None:
    record, leader = make.told(world), world.actor("leader")
    services.sum_up(actor=leader, record=record, summary="Alt var i orden")
    services.sum_up(actor=leader, record=record, summary="")
    former = TextVersion.objects.get(line__record=record)
    for forged in (
        *("", "Alt var galt", "Alt var i orden!", f"Alt var {STRUCK} galt", f"Nei {STRUCK}"),
        *(f"Alt % {STRUCK}", f"Alt var _ {STRUCK}"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT history_strike(%s, %s)", [former.pk, forged])
        former.refresh_from_db()
        assert former.text == "Alt var i orden", forged
    with connection.cursor() as cursor:
        cursor.execute("SELECT history_strike(%s, %s)", [former.pk, f"Alt var {STRUCK}"])
    former.refresh_from_db()
    assert former.text == f"Alt var {STRUCK}"


def test_other_reports_keep_their_texts(world: World) -> None:
    record, other = make.told(world, TEXT), make.told(world, TEXT, unit="LAB")
    services.strike(actor=world.actor("leader"), record=record, words=NAME)
    assert Incident.objects.get(pk=other.pk).description == TEXT


@pytest.mark.parametrize("words", ["x", "Petter Smart"])
def test_what_is_too_short_or_nowhere_is_refused(world: World, words: str) -> None:
    record = make.told(world, TEXT)
    with pytest.raises(Refused):
        services.strike(actor=world.actor("leader"), record=record, words=words)
    assert not HistoryLine.objects.filter(record=record, verb="incident.struck").exists()


def test_one_sees_where_it_stands_before_it_is_done(world: World) -> None:
    record, client = make.told(world, f"{TEXT}.\nOg {NAME} igjen."), world.client("leader")
    page = client.post(at(record), {"words": "kari  holm"})
    assert "It stands in 3 places" in page.content.decode()
    assert "<del>Kari Holm</del>" in page.content.decode()
    assert NAME in Incident.objects.get(pk=record.pk).description
    done = client.post(at(record), {"words": "kari  holm", "strike": "1"}, follow=True)
    shown = done.content.decode()
    assert "Struck out in 3 places." in shown
    assert "Holm" not in shown
    again = client.post(at(record), {"words": "kari  holm", "strike": "1"})
    assert "These words do not stand in the report." in again.content.decode()


def test_the_words_are_never_in_an_address(world: World) -> None:
    record = make.told(world, TEXT)
    page = world.client("leader").get(at(record), {"words": NAME}).content.decode()
    assert "It stands in" not in page


def test_only_handlers_may(world: World) -> None:
    record = make.told(readers.staffed(world), TEXT)
    for who in readers.OTHERS:
        assert world.client(who).post(at(record), {"words": NAME}).status_code == 404, who
    for who in ("safety rep", "reporter"):
        assert world.client(who).post(at(record), {"words": NAME}).status_code == 403, who
    assert Incident.objects.get(pk=record.pk).description == TEXT


def test_a_room_at_its_longest_stays_within_its_length(world: World) -> None:
    text = "ab " * 33 + "a"
    record = make.told(world, room=text)
    services.strike(actor=world.actor("leader"), record=record, words="ab")
    assert Incident.objects.get(pk=record.pk).room == (f"{STRUCK} " * 33 + "a")[:100]

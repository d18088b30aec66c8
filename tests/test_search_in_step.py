"""What changed is found by nobody until it is read anew, and is read anew at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from tests.cast import Cast
from tests.searching import make_world, numbers, tell
from vern.control.incidents import services as incidents
from vern.control.incidents.queries.searching import report_texts
from vern.control.incidents.rules import IncidentType
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.actors import for_person
from vern.core.records.models import Record
from vern.hub.search.indexing import catch_up_for, mark, rebuild
from vern.hub.search.models import Changed, Entry
from vern.hub.search.ports import About, Text, searchables

shared_world = once_per_module(make_world)


@pytest.fixture
def cast(shared_world: Shared[Cast], db: None) -> Cast:
    return shared_world.copy()


def test_what_changed_is_marked_in_its_transaction_and_read_when_it_has_ended(
    cast: Cast,
    django_capture_on_commit_callbacks: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        connections["default"], "run_on_commit", []
    )  # the world waits there for its end
    with django_capture_on_commit_callbacks(execute=True) as hooks:
        draft = incidents.Draft("Søl", cast.units["INST"], IncidentType.NEAR_MISS)
        record = incidents.report(actor=for_person(cast.people["reporter"]), draft=draft)
        assert Changed.objects.filter(about="record", key=record.pk).exists()
        assert numbers(cast, "leader", "søl") == set()
    assert len([hook for hook in hooks if "search" in hook.__module__]) == 1
    assert not Changed.objects.exists()
    assert numbers(cast, "leader", "søl") == {record.pk}


def test_what_cannot_be_read_stays_hidden_and_holds_up_nothing_else(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = tell(cast, "Søl"), tell(cast, "Søl")

    def fails(keys: list[int]) -> Iterable[Text]:
        if bad.pk in keys:
            raise ValueError("broken")
        return report_texts(keys)

    broken = replace(searchables["incident"], texts=fails)
    for record in (good, bad):
        mark(About.RECORD, record.pk)
    with searchables.holding(broken):
        catch_up_for(10)
    assert numbers(cast, "leader", "søl") == {good.pk}
    assert "could not read record" in caplog.text
    catch_up_for(10)
    assert numbers(cast, "leader", "søl") == {good.pk, bad.pk}


def test_a_rebuild_finds_what_nobody_marked(cast: Cast) -> None:
    record, gone = tell(cast, "Søl"), tell(cast, "Noe annet")
    assert rebuild() == 0
    Record.objects.filter(pk=record.pk).update(title="Brann")
    Entry.objects.create(
        about="record",
        subject=10**9,
        kind="incident",
        thing=10**9,
        layer="whole",
        digest="x",
        title="x",
        words="x",
    )
    Entry.objects.filter(thing=gone.pk).delete()
    assert rebuild() > 0
    assert numbers(cast, "leader", "brann") == {record.pk}
    assert numbers(cast, "leader", "annet") == {gone.pk}
    assert rebuild() == 0
    assert not Entry.objects.filter(thing=10**9).exists()


def test_the_index_holds_no_text(cast: Cast) -> None:
    tell(cast, "Søl på gulvet")
    columns = {field.name for field in Entry._meta.get_fields()}
    assert columns == {
        *("id", "about", "subject", "kind", "thing", "layer", "at", "sort", "digest"),
        *("title", "words"),
    }

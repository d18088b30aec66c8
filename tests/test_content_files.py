"""Content goes from one installation to another in a file: whole, or not at all."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from tests.cast import Cast, make_cast
from vern.control.incidents.models import (
    Category,
    NotificationRule,
)
from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.hub.content.transfer import bring_in, exported
from vern.site import database
from vern.site.commands import content as command

NAMES = {"name_nb": "Drone", "name_nn": "Drone", "name_en": "Drones"}

shared_cast = once_per_module(make_cast)


@pytest.fixture
def cast(shared_cast: Shared[Cast], db: None, settings: Settings) -> Cast:
    settings.LANGUAGE_CODE = "en"
    settings.WHITENOISE_AUTOREFRESH = True
    return shared_cast.copy()


def test_a_file_brought_in_where_it_came_from_changes_nothing(cast: Cast) -> None:
    outcome = bring_in(exported())
    assert (outcome.done, list(outcome.wrong), list(outcome.brought)) == (True, [], [])


def changed(text: str, kind: str, key: str, **values: Any) -> str:
    """The file with other values in one row, or with a new one."""
    read = json.loads(text)
    rows = read["kinds"][kind]
    there = next((row for row in rows if row["key"] == key), None)
    if there is None:
        rows.append({"key": key, **values})
    else:
        there.update(values)
    return json.dumps(read)


def test_a_dry_run_shows_the_difference_and_changes_nothing(cast: Cast) -> None:
    text = changed(exported(), "incidents.categories", "fire", name_en="Flames")
    text = changed(text, "incidents.categories", "drone", **NAMES, order=40)
    text = changed(text, "incidents.telling", "police", categories=["drone"])
    shown = bring_in(text, dry_run=True)
    assert [(each.key, each.new) for each in shown.brought] == [
        ("fire", False),
        ("drone", True),
        ("police", False),
    ]
    (difference,) = shown.brought[0].differences
    assert (difference.before, difference.after) == ("Fire and escape routes", "Flames")
    assert not shown.done
    assert not Category.objects.filter(key="drone").exists()
    assert bring_in(text).done
    assert Category.objects.get(key="fire").name_en == "Flames"
    police = NotificationRule.objects.get(key="police")
    assert [each.key for each in police.categories.all()] == ["drone"]


def test_a_file_with_something_wrong_is_refused_whole_and_says_row_by_row_why(cast: Cast) -> None:
    text = changed(exported(), "incidents.categories", "fire", name_en="Flames")
    text = changed(text, "incidents.categories", "building", name_nn="")
    text = changed(text, "incidents.channels", "students", url="")
    text = changed(text, "incidents.severity", "9", name_nb="Ni", name_nn="Ni", name_en="Nine")
    text = changed(text, "incidents.causes", "training", color="red")
    text = changed(text, "incidents.channels", "hse", offered=False)
    read = json.loads(text)
    read["kinds"]["incidents.jokes"] = []
    outcome = bring_in(json.dumps(read))
    assert not outcome.done
    assert {(each.kind, each.key) for each in outcome.wrong} == {
        ("incidents.jokes", ""),
        ("incidents.categories", "building"),
        ("incidents.channels", "students"),
        ("incidents.channels", "hse"),
        ("incidents.severity", "9"),
        ("incidents.causes", "training"),
    }
    assert Category.objects.get(key="fire").name_en == "Fire and escape routes"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '{"vern_content": 2, "kinds": {}}', '{"vern_content": 1, "kinds": 5}'],
)
def test_another_file_is_refused(cast: Cast, text: str) -> None:
    outcome = bring_in(text)
    assert len(outcome.wrong) == 1
    assert not outcome.done


def test_a_file_gives_no_right_that_a_page_does_not(cast: Cast) -> None:
    sealed = ["incidents.receive_whistleblowing", "org.administer"]
    text = changed(exported(), "org.roles", "hse_department", capabilities=sealed)
    assert not bring_in(text).done


def test_the_command_carries_content_out_and_in(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ensure", lambda: None)
    file = tmp_path / "content.json"
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    assert command.run(parser.parse_args(["export", str(file)])) == 0
    file.write_text(
        changed(file.read_text(), "incidents.categories", "fire", name_en="Flames"), "utf-8"
    )
    assert command.run(parser.parse_args(["import", str(file), "--dry-run"])) == 0
    assert "'Fire and escape routes' -> 'Flames'" in capsys.readouterr().out
    assert Category.objects.get(key="fire").name_en != "Flames"
    assert command.run(parser.parse_args(["import", str(file)])) == 0
    assert Category.objects.get(key="fire").name_en == "Flames"
    file.write_text("not content", "utf-8")
    assert command.run(parser.parse_args(["import", str(file)])) == 1
    assert "Nothing was changed" in capsys.readouterr().err

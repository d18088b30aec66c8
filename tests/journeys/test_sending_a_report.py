"""Sending: twice is once, the way back is no trap, and what is wrong costs nothing of the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import Cast
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import SUBMIT, Hands
from vern.control.incidents.models import Incident
from vern.core.files.models import Attachment
from vern.core.records.models import Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TOLD = "Gulvet ved inngangen var glatt"


def at_the_form(hands: Hands) -> None:
    hands.go("/accounts/login/?next=%2Freport%2F%3Fchannel%3Dhse")
    hands.sign_in("reporter@vern.example")


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_double_click_sends_one_report(
    site: Site, cast: Cast, opening: Opening, scripts: str
) -> None:
    reporter = Hands(opening(java_script_enabled=scripts == "on"))
    at_the_form(reporter)
    reporter.fill("description", TOLD)
    reporter.choose("type", "hazardous_condition")
    reporter.page.locator(SUBMIT).dblclick()  # the second press breaks off the way of the first
    expect(reporter.page).to_have_url(re.compile(r"/sent/\d+/$"))
    reporter.sees("AVV-")
    assert Record.objects.count() == 1


def test_the_way_back_after_sending_leads_to_the_same_report(
    site: Site, cast: Cast, opening: Opening
) -> None:
    reporter = Hands(opening())
    at_the_form(reporter)
    reporter.fill("description", TOLD)
    reporter.choose("type", "hazardous_condition")
    reporter.send()
    receipt = reporter.page.url
    reporter.page.go_back()
    expect(reporter.field("description")).to_have_value(TOLD)
    reporter.send()
    assert reporter.page.url == receipt
    assert Record.objects.count() == 1


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_the_way_back_after_a_nameless_report_shows_an_empty_form(
    site: Site, cast: Cast, opening: Opening, scripts: str
) -> None:
    stranger = Hands(opening(java_script_enabled=scripts == "on"))
    stranger.go("/report/?channel=hse")
    stranger.pick("unit", cast.units["SIDE"].name)
    leader = cast.people["leader_sibling"].name
    if scripts == "on":
        expect(stranger.page.locator(".incident-recipient")).to_contain_text(leader)
    stranger.fill("description", TOLD)
    stranger.choose("type", "hazardous_condition")
    stranger.send()
    stranger.sees("AVV-")
    stranger.sees(leader)
    stranger.page.go_back()
    expect(stranger.field("description")).to_have_value("")
    expect(stranger.page.locator("body")).not_to_contain_text(TOLD)
    assert Record.objects.count() == 1


@pytest.mark.parametrize("scripts", ["on", "off"])
def test_a_missing_answer_costs_nothing_of_what_was_given(
    site: Site, cast: Cast, opening: Opening, photo: Path, scripts: str
) -> None:
    reporter = Hands(opening(java_script_enabled=scripts == "on"))
    at_the_form(reporter)
    reporter.choose("type", "accident")
    reporter.pick("unit", cast.units["SIDE"].name)
    reporter.unfold("attached")
    reporter.attach("attached", photo)
    reporter.unfold("room")
    reporter.fill("room", "Inngang nord")
    reporter.unfold("proposal")
    reporter.unfold("proposal")
    reporter.fill("proposal", "Strø med sand.")
    reporter.send()
    assert not Record.objects.exists()
    expect(reporter.page.locator("[data-error-summary]")).to_be_visible()
    expect(reporter.option("type", "accident")).to_be_checked()
    expect(reporter.field("unit").locator("option:checked")).to_have_text(cast.units["SIDE"].name)
    expect(reporter.field("room")).to_have_value("Inngang nord")
    reporter.fill("description", TOLD)
    reporter.send()
    reporter.sees("AVV-")
    incident = Incident.objects.get()
    assert incident.room == "Inngang nord"
    assert incident.proposal == "Strø med sand."
    assert incident.record.unit == cast.units["SIDE"]
    assert Attachment.objects.filter(record=incident.record).count() == 1

"""The whistleblowing reception is asked for the password again, and loses nothing by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from tests.cast import PASSWORD, Cast, report
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.control.incidents import services
from vern.control.incidents.models import Incident
from vern.control.incidents.rules import IncidentState
from vern.core.org.actors import for_person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ANSWER = "Vi har gransket saken.\nRutinen er endret."


def test_while_an_answer_is_written(
    site: Site, cast: Cast, opening: Opening, settings: Settings
) -> None:
    record = report(cast, "INST")
    leader = for_person(cast.people["leader"])
    services.hand_over(actor=leader, record=record, reason="Brudd på loven")
    reception = Hands(opening(), look=accessible)
    reception.go("/")
    reception.sign_in("whistleblowing_reception@vern.example")
    reception.has_arrived("/")
    settings.VERN_SIGN_IN_AGAIN = 0  # it is a while since
    reception.go("/whistleblowing/received/")
    reception.sees("Logg inn på nytt")
    reception.fill("password", "feil passord her")
    reception.send()
    reception.sees("Passordet er ikke riktig")
    settings.VERN_SIGN_IN_AGAIN = 900
    reception.fill("password", PASSWORD)
    reception.send()
    reception.has_arrived("/whistleblowing/received/")
    reception.follow_text(record.title)
    reception.follow("/finish/")
    reception.fill("message", ANSWER)
    reception.fill("reason", "Snakket med tre vitner.")
    settings.VERN_SIGN_IN_AGAIN = 0
    reception.send()
    reception.sees("Det du skrev, er tatt vare på")
    settings.VERN_SIGN_IN_AGAIN = 900
    reception.fill("password", PASSWORD)
    reception.send()
    expect(reception.page.get_by_role("heading", level=1)).to_have_text("Send det du skrev")
    assert Incident.objects.get(pk=record.pk).state != IncidentState.FINISHED
    reception.send()
    reception.has_arrived(f"/incidents/{record.pk}/")
    reception.sees("Rutinen er endret.")

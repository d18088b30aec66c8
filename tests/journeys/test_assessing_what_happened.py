"""Something happened: the leader assesses the risk of it from the report, with four plain questions,
and goes through it again a year later. On a phone."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.cast import Cast
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands, nb
from tests.journeys.looking import accessible
from vern.control.incidents.models import KIND as INCIDENT
from vern.core.kernel import clock
from vern.core.records.models import Record
from vern.plan.risk.models import RiskAssessment, RiskRow

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def a_year_passes() -> None:
    """The site's clock is this machine's own, so the days of the assessment move back instead."""
    now = clock.now()
    RiskAssessment.objects.update(
        approved_at=now - dt.timedelta(days=345),
        valid_until=clock.today() + dt.timedelta(days=20),
    )


def test_from_a_report_to_an_assessment_that_is_revised_a_year_later(
    site: Site, cast: Cast, opening: Opening
) -> None:
    someone = Hands(opening(), look=accessible)
    someone.go("/accounts/login/?next=/report/?channel=hse")
    someone.sign_in("employee@vern.example")
    someone.fill("description", "Flasken sprakk da nitrogen ble fylt på.")
    someone.choose("type", "near_miss")
    someone.send()
    report = Record.objects.get(kind=INCIDENT)

    leader = Hands(opening(), look=accessible)
    leader.go(f"/incidents/{report.pk}/")
    leader.sign_in("leader@vern.example")
    leader.follow(f"/risk/start/?from={report.number}")
    leader.sees(report.number)
    leader.choose("type", "general")
    leader.fill("title", "Fylling av nitrogen")
    leader.unfold("method")
    leader.choose("method", "simple")
    leader.send()
    risk = RiskAssessment.objects.get()
    assert (risk.method, risk.occasion) == ("simple", "event")
    leader.choose("workers", str(cast.people["employee"].pk))
    leader.send()
    row = RiskRow.objects.get()  # what happened, to begin with
    leader.has_arrived(f"/risk/{risk.pk}/rows/{row.pk}/")
    assert row.hazard.startswith("Flasken sprakk")
    leader.fill("cause", "Den er ikke beregnet på kulde.")
    leader.fill("barriers", "Visir og hansker.")
    leader.choose("before_colour", "1")
    leader.send()
    leader.go(f"/risk/{risk.pk}/finish/")
    leader.send()
    leader.sees(nb("Approved"))
    leader.go(f"/incidents/{report.pk}/")
    leader.follow(f"/risk/{risk.pk}/")

    a_year_passes()
    leader.go("/")
    leader.follow(f"/risk/{risk.pk}/")
    leader.press("/revise/")
    again = RiskAssessment.objects.get(revises=risk.pk)
    row = again.rows.get()
    leader.go(f"/risk/{again.pk}/rows/{row.pk}/")
    leader.fill("barriers", "Visir, hansker og flasker av stål.")
    leader.send()
    leader.follow(f"/risk/{again.pk}/changed/")
    leader.sees("Visir og hansker.")
    leader.sees("Visir, hansker og flasker av stål.")
    leader.go(f"/risk/{again.pk}/finish/")
    leader.send()
    assert RiskAssessment.objects.get(pk=risk.pk).state == "replaced"
    leader.sees(nb("Approved"))

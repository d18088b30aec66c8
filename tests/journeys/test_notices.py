"""What one has been told, what is mailed, and what did not arrive, in the browser."""

from __future__ import annotations

import pytest

from tests.cast import Cast, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.core.kernel import clock
from vern.core.notices.models import MailChoice, Notice
from vern.core.notices.services import tell

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_one_reads_what_one_was_told_and_chooses_what_is_mailed(
    site: Site, cast: Cast, opening: Opening
) -> None:
    record = report(cast, "INST")
    leader = Hands(opening(), look=accessible)
    leader.go("/notices/")
    leader.sign_in("leader@vern.example")
    leader.sees(record.number)
    leader.follow("/notices/settings/")
    leader.choose("incidents_news", "app")
    leader.choose("measures", "digest")
    leader.send()
    choices = MailChoice.objects.filter(person=cast.people["leader"])
    chosen = dict(choices.values_list("topic", "way"))
    assert (chosen["incidents.news"], chosen["measures"]) == ("app", "digest")
    notice = Notice.objects.get(person=cast.people["leader"], record=record)
    leader.go("/notices/")
    leader.follow(f"/notices/{notice.pk}/")
    leader.sees(record.title)
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_what_did_not_arrive_is_seen_and_someone_says_how_they_were_told(
    site: Site, cast: Cast, opening: Opening
) -> None:
    record = report(cast, "INST")
    tell("incident.work_stopped", [cast.people["leader"]], record=record)
    stopped = Notice.objects.get(kind="incident.work_stopped")
    Notice.objects.filter(pk=stopped.pk).update(
        sent_at=clock.now(), bounced_at=clock.now(), bounce_status="5.1.1"
    )
    aside = {"aside_at": clock.now(), "problem": "refused", "problem_detail": "550 No such user"}
    Notice.objects.filter(kind="incident.to_handle").update(**aside)
    department = Hands(opening(viewport=DESK), look=accessible)
    department.go("/notices/mail/")
    department.sign_in("hse_department@vern.example")
    department.sees("550 No such user")
    department.press("/notices/mail/again/")
    assert not Notice.objects.filter(aside_at__isnull=False).exists()
    department.go("/")
    department.follow(f"/notices/unreached/{stopped.pk}/")
    department.fill("how", "På telefon")
    department.send()
    department.has_arrived("/")
    stopped.refresh_from_db()
    assert stopped.resolved_how == "På telefon"

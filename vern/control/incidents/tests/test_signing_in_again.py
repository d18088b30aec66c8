"""What the whistleblowing reception reads asks for a recent sign-in, and nothing typed is lost by it."""

from __future__ import annotations

import html
import re

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import override_settings

from vern.control.incidents import services
from vern.control.incidents.models import Incident
from vern.control.incidents.rules import IncidentState
from vern.control.incidents.tests import make, readers
from vern.control.incidents.tests.make import World
from vern.core.kernel import clock
from vern.core.kernel.recent import SIGN_INS
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.shared import once_per_module
from vern.core.records.models import Record

LIST, AGAIN = "/whistleblowing/received/", "/accounts/again/"
PASSWORD = "laboratoriet er stengt"
ANSWER = "Vi har gransket «saken» & endret rutinen."
HOW = "Snakket med tre vitner."

shared_world = once_per_module(readers.staffed_world)


def handed(world: World) -> Record:
    record = make.told(world)
    services.hand_over(actor=world.actor("leader"), record=record, reason="Lovbrudd")
    return record


def sign_in_of_long_ago(client: AuditedClient) -> AuditedClient:
    session = client.session
    long_ago = clock.now().timestamp() - 16 * 60
    session[SIGN_INS] = [{"method": "password", "at": long_ago}]
    session.save()
    return client


def reception(world: World) -> AuditedClient:
    """A browser in which they signed in a quarter of an hour ago and more."""
    user = world.people["reception"].user
    assert user is not None
    user.set_password(PASSWORD)
    user.save()
    return sign_in_of_long_ago(world.client("reception"))


def typed(page: str) -> dict[str, str]:
    """What a page would send."""
    token = "csrfmiddlewaretoken"
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {html.unescape(name): html.unescape(text) for name, text in fields if name != token}


def test_the_list_and_each_matter_ask_for_it(world: World) -> None:
    record, client = handed(world), reception(world)
    for url in (LIST, f"/incidents/{record.pk}/", f"/incidents/{record.pk}/finish/"):
        answer = client.get(url)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{AGAIN}?next=")
    assert client.get("/").status_code == 200
    assert client.get("/incidents/mine/").status_code == 200


def test_the_right_password_leads_on_and_a_wrong_one_does_not(world: World) -> None:
    record, client = handed(world), reception(world)
    url = f"/incidents/{record.pk}/"
    asked = client.get(url, follow=True)
    sent = {**typed(asked.content.decode()), "password": "feil passord her"}
    wrong = client.post(AGAIN, sent)
    assert "The password is not right" in wrong.content.decode()
    assert client.get(url).status_code == 302
    right = client.post(AGAIN, {**sent, "password": PASSWORD})
    assert right["Location"] == url
    assert client.get(url).status_code == 200
    assert client.get(LIST).status_code == 200


def test_what_was_typed_waits_and_is_sent_afterwards(world: World) -> None:
    record, client = handed(world), reception(world)
    url = f"/incidents/{record.pk}/finish/"
    asked = client.post(url, {"message": ANSWER, "reason": HOW})
    assert Incident.objects.get(pk=record.pk).state != IncidentState.FINISHED
    kept = typed(asked.content.decode())
    again = client.post(AGAIN, {**kept, "password": "feil"}).content.decode()
    assert {**typed(again)} == kept
    ready = client.post(AGAIN, {**kept, "password": PASSWORD}).content.decode()
    sent = typed(ready)
    assert sent["message"] == ANSWER
    assert sent["reason"] == HOW
    assert f'action="{url}"' in ready
    assert client.post(url, sent)["Location"] == f"/incidents/{record.pk}/"
    assert Incident.objects.get(pk=record.pk).state == IncidentState.FINISHED
    assert ANSWER.replace("&", "&amp;") in client.get(f"/incidents/{record.pk}/").content.decode()


def test_who_reported_is_not_asked_nor_is_the_leader_of_an_ordinary_report(world: World) -> None:
    sealed, ordinary = handed(world), make.told(world)
    reporter = sign_in_of_long_ago(world.client("reporter"))
    assert reporter.get(f"/incidents/{sealed.pk}/").status_code == 200
    leader = sign_in_of_long_ago(world.client("leader"))
    assert leader.get(f"/incidents/{ordinary.pk}/").status_code == 200


def test_those_who_may_not_see_it_learn_nothing_from_being_asked(world: World) -> None:
    sealed = handed(world)
    leader = sign_in_of_long_ago(world.client("leader"))
    assert leader.get(f"/incidents/{sealed.pk}/").status_code == 404
    assert leader.get(LIST).status_code == 403


def test_it_leads_to_no_address_but_ours(world: World) -> None:
    client = reception(world)
    answer = client.post(AGAIN, {"next": "https://evil.example/", "password": PASSWORD})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("demo", [True, False])
def test_one_click_is_enough_in_a_demo_only(world: World, *, demo: bool) -> None:
    client = reception(world)
    with override_settings(VERN_DEMO=demo):
        client.post(AGAIN, {"next": LIST, "one_click": "1"})
    assert client.get(LIST).status_code == 302  # they are none of the demo's people


def test_the_session_tells_of_sign_ins_where_allauth_writes_them() -> None:
    assert SIGN_INS == AUTHENTICATION_METHODS_SESSION_KEY

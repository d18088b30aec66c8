"""Who answers for a building and its rooms, and which other employers are there (A16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import override

from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.ui import dates
from vern.core.org.actors import SYSTEM
from vern.core.org.models import Building, OtherEmployer, Room
from vern.core.org.services.areas import create_building
from vern.core.org.services.places import Employer, add_employer
from vern.core.org.services.rooms import add_room, end_room
from vern.core.org.services.units import create_unit, merge_units
from vern.core.org.tests.world import new_unit, unit
from vern.organise.directory.tests.conftest import Cast
from vern.organise.directory.tests.sending import SignIn, confirm, text_of

DAY = dt.date(2024, 1, 1)
LINES = "A-101;A\nA-102;a\n\nAuditorium 1\tF\n"


@pytest.fixture
def house(cast: Cast) -> Building:
    assert cast.area
    return create_building(actor=SYSTEM, code="REA", name="Realfagbygget", campus="Nord")


def rooms(house: Building) -> dict[str, str]:
    return {each.name: each.unit.code for each in house.rooms.select_related("unit")}


def lines(verb: str) -> int:
    return HistoryLine.objects.filter(verb=verb).count()


def home(house: Building) -> str:
    return f"/admin/buildings/{house.pk}/"


def twice(client: AuditedClient, url: str, data: dict[str, Any]) -> str:
    """What the page says after the same form has come twice."""
    client.post(url, data)
    return text_of(client.post(url, data, follow=True))


def addresses(house: Building) -> list[str]:
    """Every page of a building with a room and another employer."""
    room = add_room(actor=SYSTEM, building=house, name="A-101", unit=unit("A"))
    other = add_employer(actor=SYSTEM, building=house, new=Employer("Sintra", "Vakt", phone="99"))
    employer = f"{home(house)}employers/{other.pk}/"
    return [
        home(house),
        f"{home(house)}change/",
        f"{home(house)}rooms/new/",
        f"{home(house)}rooms/many/",
        f"{home(house)}employers/new/",
        employer,
        f"{employer}remove/",
        f"/admin/rooms/{room.pk}/",
        f"/admin/rooms/{room.pk}/end/",
    ]


def test_only_who_reaches_all_units_opens_a_building(sign_in: SignIn, house: Building) -> None:
    pages = addresses(house)
    client = sign_in("hse")
    for url in pages:
        assert client.get(url).status_code == 200, url
    for who in ("faculty_hse", "head", "employee", "rep", "rector"):
        client = sign_in(who)
        for url in pages:
            assert client.get(url).status_code == 403, (who, url)
            assert client.post(url, {"confirmed": ""}).status_code in (403, 405), (who, url)
    assert OtherEmployer.objects.count() == 1


def test_strangers_are_sent_to_sign_in(client: AuditedClient, house: Building) -> None:
    for url in addresses(house):
        assert client.get(url).headers["Location"].startswith("/accounts/login/"), url


def test_what_is_not_there_is_not_found(sign_in: SignIn, house: Building) -> None:
    client = sign_in("hse")
    for url in ("/admin/buildings/0/", "/admin/rooms/0/", f"{home(house)}employers/0/"):
        assert client.get(url).status_code == 404, url


def test_a_building_gets_a_unit_that_answers_for_it(sign_in: SignIn, house: Building) -> None:
    client = sign_in("hse")
    data = {"name": "Realfag", "campus": "Nord", "unit": unit("F").pk}
    done = twice(client, f"{home(house)}change/", data)
    assert "Changed a building" in done
    assert "Before: Realfagbygget" in done
    house.refresh_from_db()
    assert (house.name, house.unit) == ("Realfag", unit("F"))
    assert lines("building.changed") == 1
    listed = text_of(client.get("/admin/buildings/"))
    assert f'href="{home(house)}">Realfag</a>' in listed
    assert "<td>Unit F" in listed


def test_a_room_is_added_once_however_often_it_is_sent(sign_in: SignIn, house: Building) -> None:
    client = sign_in("hse")
    data = {"name": " A-214 ", "unit": unit("A").pk}
    done = twice(client, f"{home(house)}rooms/new/", data)
    assert "A-214 · Unit A" in done, "the trail names room and unit"
    assert rooms(house) == {"A-214": "A"}
    assert lines("room.added") == 1
    other = {"name": "a-214", "unit": unit("B").pk}
    refused = text_of(client.post(f"{home(house)}rooms/new/", other))
    assert "The building has a room with this name already." in refused
    assert 'href="#id_name"' in refused


def test_another_unit_takes_a_room_over(sign_in: SignIn, house: Building) -> None:
    room = add_room(actor=SYSTEM, building=house, name="Auditorium 1", unit=unit("A"))
    add_room(actor=SYSTEM, building=house, name="Auditorium 2", unit=unit("A"))
    client, url = sign_in("hse"), f"/admin/rooms/{room.pk}/"
    taken = {"name": "auditorium 2", "unit": unit("F").pk}
    assert "with this name already" in text_of(client.post(url, taken))
    data = {"name": "Auditorium 1", "unit": unit("F").pk}
    done = twice(client, url, data)
    assert rooms(house)["Auditorium 1"] == "F"
    assert "Auditorium 1 · Unit F · Before: Unit A" in done
    assert lines("room.changed") == 1


def test_a_room_is_taken_out_of_use_and_in_again(sign_in: SignIn, house: Building) -> None:
    room = add_room(actor=SYSTEM, building=house, name="A-214", unit=unit("A"))
    client, url = sign_in("hse"), f"/admin/rooms/{room.pk}/end/"
    today = clock.today().isoformat()
    said, done = confirm(client, url, {"on": today})
    assert "nobody can choose A-214 in a report" in said
    assert "No rooms yet." in done
    confirm(client, url, {"on": today})
    assert lines("room.ended") == 1
    refused = text_of(client.post(url, {"on": "2024-01-01"}))
    assert "The room is not in use any more." in refused
    changed = {"name": "B", "unit": unit("B").pk}
    assert "Add it anew." in text_of(client.post(f"/admin/rooms/{room.pk}/", changed))
    client.post(f"{home(house)}rooms/new/", {"name": "A-214", "unit": unit("B").pk})
    room.refresh_from_db()
    assert (room.unit, room.ended_on) == (unit("B"), None)


def test_an_end_to_come_is_shown_and_can_get_another_day(sign_in: SignIn, house: Building) -> None:
    room = add_room(actor=SYSTEM, building=house, name="A-214", unit=unit("A"))
    ahead = clock.today() + dt.timedelta(days=30)
    end_room(actor=SYSTEM, room=room, on=ahead)
    client = sign_in("hse")
    shown = text_of(client.get(home(house)))
    with override("en"):
        assert f"Not in use from {dates.short_day(ahead)}" in shown
    sooner = ahead - dt.timedelta(days=5)
    confirm(client, f"/admin/rooms/{room.pk}/end/", {"on": sooner.isoformat()})
    room.refresh_from_db()
    assert room.ended_on == sooner


def test_many_rooms_come_in_at_once(sign_in: SignIn, house: Building) -> None:
    add_room(actor=SYSTEM, building=house, name="A-101", unit=unit("A"))
    client, url = sign_in("hse"), f"{home(house)}rooms/many/"
    said, done = confirm(client, url, {"lines": LINES})
    assert "Unit A answers for 1 new room." in said
    assert "1 room is there already, and stays as it is." in said
    assert rooms(house) == {"A-101": "A", "A-102": "A", "Auditorium 1": "F"}
    assert "Rooms: 2" in done
    client.post(url, {"lines": LINES})
    assert lines("rooms.added") == 1
    assert house.rooms.count() == 3


def test_a_list_with_wrong_rows_says_which_and_adds_nothing(
    sign_in: SignIn, house: Building
) -> None:
    add_room(actor=SYSTEM, building=house, name="A-101", unit=unit("A"))
    ahead = clock.today() + dt.timedelta(days=30)
    create_unit(actor=SYSTEM, new=new_unit("COMING"), parent=unit("F"), on=ahead)
    wrong = (
        "A-101;B",
        "New;A",
        "Other;XYZ",
        ";A",
        "new ;A",
        f"{'x' * 101};A",
        "No code",
        "Soon;COMING",
    )
    refused = text_of(sign_in("hse").post(f"{home(house)}rooms/many/", {"lines": "\n".join(wrong)}))
    for why in (
        "Row 1: A-101 is there already, and Unit A answers for it.",
        "Row 3: No unit has the code XYZ today.",
        "Row 4: The name of the room is missing.",
        "Row 5: new stands in row 2 too.",
        "Row 6: The name of the room is too long.",
        "Row 7: The unit&#x27;s code is missing, and no unit answers for the building.",
        "Row 8: No unit has the code COMING today.",
    ):
        assert why in refused, why
    assert "Row 2" not in refused
    assert 'href="#id_lines"' in refused
    assert "Other;XYZ" in refused, "nothing that was pasted is lost"
    assert rooms(house) == {"A-101": "A"}


def test_without_a_code_the_buildings_own_unit_answers(sign_in: SignIn, house: Building) -> None:
    house.unit = unit("F")
    house.save()
    confirm(sign_in("hse"), f"{home(house)}rooms/many/", {"lines": "Lobby\nStairs;\n1;2;A"})
    assert rooms(house) == {"Lobby": "F", "Stairs": "F", "1;2": "A"}


def test_a_very_wrong_or_long_list_gets_a_short_answer(sign_in: SignIn, house: Building) -> None:
    client, url = sign_in("hse"), f"{home(house)}rooms/many/"
    wrong = text_of(client.post(url, {"lines": "\n".join(f"{n};XYZ" for n in range(40))}))
    assert "15 more rows are wrong." in wrong
    assert "Row 26" not in wrong
    long = text_of(client.post(url, {"lines": "\n".join(f"{n};A" for n in range(2001))}))
    assert "send at most 2000 rows" in long


def test_other_employers_are_added_changed_and_removed_once(
    sign_in: SignIn, house: Building
) -> None:
    client = sign_in("hse")
    new = {"name": "Sintra", "contact": "Kari Vakt", "email": "", "phone": ""}
    refused = text_of(client.post(f"{home(house)}employers/new/", new))
    assert "Write an e-mail address or a telephone number." in refused
    assert 'href="#id_email"' in refused
    new["phone"] = "99 99 99 99"
    done = twice(client, f"{home(house)}employers/new/", new)
    assert "Kari Vakt" in done
    employer = OtherEmployer.objects.get()
    url = f"{home(house)}employers/{employer.pk}/"
    changed = twice(client, url, {**new, "contact": "Ola Vakt"})
    assert "Sintra · Before: Kari Vakt" in changed
    removed = twice(client, f"{url}remove/", {"confirmed": ""})
    assert "No other employers are registered." in removed
    assert "Before: Ola Vakt" in removed
    for verb in ("employer.added", "employer.changed", "employer.removed"):
        assert lines(verb) == 1, verb


def test_a_room_of_a_unit_that_has_ended_says_who_gets_its_reports(
    sign_in: SignIn, house: Building
) -> None:
    house.unit = unit("A")
    house.save()
    room = add_room(actor=SYSTEM, building=house, name="A-214", unit=unit("A"))
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    client = sign_in("hse")
    shown = text_of(client.get(home(house)))
    assert "Unit B gets the reports." in shown
    assert "Unit A has ended. Unit B answers for the building" in shown
    assert "1 with a unit that has ended" in text_of(client.get("/admin/buildings/"))
    assert "room whose unit has ended" in text_of(client.get("/admin/"))
    assert "Realfagbygget</dt><dd>A-214" in text_of(client.get("/units/B/")).replace("> <", "><")
    client.post(f"/admin/rooms/{room.pk}/", {"name": "A-214", "unit": unit("B").pk})
    assert "room whose unit has ended" not in text_of(client.get("/admin/"))


def test_who_is_who_lists_the_rooms_a_unit_answers_for_today(
    sign_in: SignIn, house: Building
) -> None:
    add_room(actor=SYSTEM, building=house, name="A-214", unit=unit("A"))
    old = add_room(actor=SYSTEM, building=house, name="A-215", unit=unit("A"))
    end_room(actor=SYSTEM, room=old, on=DAY)
    client = sign_in("employee")
    shown = text_of(client.get("/units/A/"))
    assert "Rooms this unit answers for" in shown
    assert "A-214" in shown
    assert "A-215" not in shown
    assert "Rooms this unit" not in text_of(client.get("/units/B/"))
    assert "Rooms this unit" not in text_of(client.get("/units/A/?on=2021-01-01"))


def test_rooms_are_found_and_listed_page_by_page(sign_in: SignIn, house: Building) -> None:
    Room.objects.bulk_create(
        Room(building=house, name=f"R{number:03}", unit=unit("A")) for number in range(130)
    )
    client = sign_in("hse")
    first = text_of(client.get(home(house)))
    assert "R099" in first
    assert "R100" not in first
    assert 'href="?q=&amp;after=R099"' in first
    following = text_of(client.get(home(house), {"q": "", "after": "R099"}))
    assert "R100" in following
    assert "More rooms" not in following
    found = text_of(client.get(home(house), {"q": "r012"}))
    assert "R012" in found
    assert "R013" not in found
    assert "No room has this name." in text_of(client.get(home(house), {"q": "zzz"}))
    assert client.get(home(house), {"after": "\0"}).status_code == 200


def test_the_pages_cost_the_same_with_few_and_with_many(
    sign_in: SignIn, house: Building, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    house.unit = unit("A")
    house.save()
    pages = addresses(house)
    for number in range(12):
        add_room(actor=SYSTEM, building=house, name=f"R{number}", unit=unit("AB"[number % 2]))
        new = Employer(f"E{number}", "Vakt", phone="99")
        add_employer(actor=SYSTEM, building=house, new=new)
    merge_units(actor=SYSTEM, units=[unit("A")], into=unit("B"), on=DAY)
    client = sign_in("hse")
    for url in (*pages, "/admin/", "/admin/buildings/", "/units/B/", "/admin/units/U/"):
        with django_assert_max_num_queries(15):
            assert client.get(url).status_code == 200, url
    data = {"lines": "\n".join(f"N{number};B" for number in range(300))}
    with django_assert_max_num_queries(21):  # tries what it is going to do, and undoes it
        assert client.post(f"{home(house)}rooms/many/", data).status_code == 200


def test_rooms_do_not_drown_the_institutions_own_history(sign_in: SignIn, house: Building) -> None:
    add_room(actor=SYSTEM, building=house, name="A-214", unit=unit("A"))
    shown = text_of(sign_in("hse").get("/admin/units/U/"))
    assert "Registered a building" in shown
    assert "Realfagbygget" in shown
    assert "Registered a room" not in shown

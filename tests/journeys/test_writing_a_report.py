"""While one writes: a draft deleted and brought back, photos looked at, a name left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.cast import Cast, jpeg
from tests.journeys.conftest import Opening, Site
from tests.journeys.hands import Hands, nb, until
from tests.journeys.looking import accessible
from vern.control.incidents.models import Incident
from vern.core.files.models import Attachment
from vern.core.records.models import Party, Record

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

TOLD = "Isen på dekk var glatt"
FILES = "attached"
SUBJECT = Party.Part.SUBJECT
DRAFTS = """async () => {
  const open = indexedDB.open('vern');
  await new Promise((resolve) => (open.onsuccess = resolve));
  const asked = open.result.transaction('forms').objectStore('forms').getAll();
  await new Promise((resolve) => (asked.onsuccess = resolve));
  open.result.close();
  return asked.result.map((row) => row.owner);
}"""


DRAWN = "document.querySelector('.vern-chosen img').naturalWidth > 0"


class Writer(Hands):
    """Someone at the form."""

    def opens(self) -> None:
        self.go("/accounts/login/?next=%2Freport%2F%3Fchannel%3Dhse")
        self.sign_in("reporter@vern.example")

    def write(self) -> None:
        self.fill("description", TOLD)
        self.choose("type", "near_miss")
        expect(self.in_status("[data-is-kept]")).to_be_visible()
        self.page.wait_for_timeout(700)  # longer than the pause before it is saved

    def in_status(self, selector: str) -> Locator:
        return self.page.locator(f"[data-offline-status] {selector}")

    @property
    def chosen(self) -> Locator:
        return self.page.locator(".vern-chosen > li")

    def number_of_files(self) -> int:
        count: int = self.page.evaluate("document.querySelector('[name=attached]').files.length")
        return count


@pytest.fixture
def writer(site: Site, cast: Cast, opening: Opening) -> Writer:
    found = Writer(opening())
    found.opens()
    return found


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / "gulv.jpg", tmp_path / "trapp.jpg"]
    for number, path in enumerate(paths):
        path.write_bytes(jpeg(width=640 + 16 * number, position=True))
    return paths


def test_a_deleted_draft_can_be_brought_back_with_its_photo(writer: Writer, photo: Path) -> None:
    writer.unfold(FILES)
    writer.attach(FILES, photo)
    writer.write()
    writer.in_status("[data-do=over]").click()
    expect(writer.field("description")).to_have_value("")
    expect(writer.in_status("[data-is-deleted]")).to_be_visible()
    expect(writer.chosen).to_have_count(0)
    accessible(writer.page)
    writer.in_status("[data-do=undo]").click()
    expect(writer.field("description")).to_have_value(TOLD)
    expect(writer.option("type", "near_miss")).to_be_checked()
    expect(writer.chosen).to_have_count(1)
    expect(writer.in_status("[data-is-kept]")).to_be_visible()
    writer.page.reload()
    expect(writer.field("description")).to_have_value(TOLD)
    writer.send()
    assert Attachment.objects.filter(record=Record.objects.get()).count() == 1


def test_a_deleted_draft_is_gone_when_the_page_is_left(writer: Writer) -> None:
    writer.write()
    writer.in_status("[data-do=over]").click()
    expect(writer.in_status("[data-is-deleted]")).to_be_visible()
    assert writer.page.evaluate(DRAFTS) == []
    writer.page.reload()
    expect(writer.page.locator("[data-offline-notice]")).to_be_empty()
    expect(writer.field("description")).to_have_value("")


def test_the_list_of_drafts_shows_little_of_it_and_deleting_there_is_undone(
    writer: Writer, photo: Path
) -> None:
    writer.unfold(FILES)
    writer.attach(FILES, photo)
    writer.write()
    writer.go("/report/")
    kept = writer.page.locator("[data-offline-list]")
    expect(kept).to_contain_text("Isen på dekk var …")
    expect(kept).not_to_contain_text(TOLD)
    kept.locator("[data-do=remove]").click()
    expect(kept).to_contain_text(nb("It is deleted."))
    accessible(writer.page)
    assert writer.page.evaluate(DRAFTS) == []
    kept.locator("[data-do=undo]").click()
    kept.locator("[data-do=open]").click()
    expect(writer.field("description")).to_have_value(TOLD)
    expect(writer.chosen).to_have_count(1)


def test_nothing_of_a_nameless_draft_stands_on_the_first_page(
    site: Site, cast: Cast, opening: Opening
) -> None:
    stranger = Writer(opening())
    stranger.go("/report/?channel=hse")
    stranger.write()
    stranger.go("/report/")
    kept = stranger.page.locator("[data-offline-list]")
    expect(kept).to_contain_text(nb("Draft on this device"))
    expect(kept).to_contain_text(nb("A report"))
    expect(kept).not_to_contain_text("Isen")


def test_what_is_written_after_deleting_ends_the_undoing(writer: Writer) -> None:
    writer.write()
    writer.in_status("[data-do=over]").click()
    writer.fill("description", "Noe annet")
    expect(writer.in_status("[data-is-kept]")).to_be_visible()
    expect(writer.in_status("[data-do=undo]")).to_have_count(0)


def test_photos_are_seen_removed_and_added_before_they_are_sent(
    writer: Writer, photos: list[Path]
) -> None:
    writer.unfold(FILES)
    writer.attach(FILES, photos[0])
    writer.attach(FILES, photos[1])
    expect(writer.chosen).to_have_count(2)
    expect(writer.chosen.first).to_contain_text("gulv.jpg")
    until(lambda: bool(writer.page.evaluate(DRAWN)))
    accessible(writer.page)
    writer.chosen.first.locator("button").click()
    expect(writer.chosen).to_have_count(1)
    expect(writer.chosen.first).to_contain_text("trapp.jpg")
    assert writer.number_of_files() == 1
    writer.write()
    writer.page.reload()
    expect(writer.chosen.first).to_contain_text("trapp.jpg")
    expect(writer.chosen).to_have_count(1)
    writer.send()
    assert [each.name for each in Attachment.objects.all()] == ["trapp.jpg"]


def test_one_goes_on_without_the_name_and_loses_nothing(writer: Writer, photo: Path) -> None:
    writer.unfold(FILES)
    writer.attach(FILES, photo)
    writer.write()
    with writer.page.expect_navigation():
        writer.page.locator("button[name=nameless]").click()
    expect(writer.field("description")).to_have_value(TOLD)
    writer.sees(nb("You are not signed in"))
    accessible(writer.page)
    writer.fill("description", f"{TOLD} i dag")
    expect(writer.in_status("[data-is-kept]")).to_be_visible()
    owners = writer.page.evaluate(DRAFTS)
    assert len(owners) == 1
    assert owners[0].startswith("stranger:")
    writer.send()
    record = Record.objects.get()
    assert Attachment.objects.filter(record=record).count() == 1
    assert not record.parties.filter(person__isnull=False, part="reporter").exists()


def test_the_tick_names_the_leader_and_another_can_be_chosen(writer: Writer, cast: Cast) -> None:
    writer.write()
    writer.field("about_leader").check()
    assumed = writer.page.locator("#leaders input:checked")
    expect(assumed).to_have_count(1)
    accessible(writer.page)
    other = writer.page.locator("#leaders input:not(:checked)").first.get_attribute("value")
    assumed.uncheck()
    writer.choose("about", str(other))
    writer.send()
    record = Incident.objects.get().record
    assert [each.person_id for each in record.parties.filter(part=SUBJECT)] == [int(str(other))]


def test_without_scripts_the_name_is_shown_before_it_is_sent(
    site: Site, cast: Cast, opening: Opening
) -> None:
    writer = Writer(opening(java_script_enabled=False))
    writer.opens()
    writer.fill("description", TOLD)
    writer.choose("type", "near_miss")
    writer.field("about_leader").check()
    writer.send()
    assert not Record.objects.exists()
    expect(writer.page.locator("#leaders input:checked")).to_have_count(1)
    writer.send()
    writer.sees("AVV-")
    assert Record.objects.get().parties.filter(part=SUBJECT).count() == 1

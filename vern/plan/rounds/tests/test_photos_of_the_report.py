"""The photos of a round in its report: on the page by address, in PDF and Word themselves."""

from __future__ import annotations

import io
from uuid import uuid4

import docx
import pikepdf
import pytest
from django.core.files.storage import default_storage
from docx.oxml.ns import qn

from vern.core.files.models import Attachment
from vern.core.records.models import Record
from vern.plan.rounds import document
from vern.plan.rounds.services import mapping
from vern.plan.rounds.tests import make
from vern.plan.rounds.tests.make import World
from vern.plan.rounds.tests.test_pages import page


def photographed(world: World, *colours: tuple[int, int, int]) -> Record:
    record = make.planned(world)
    mark = make.mark(record, comment="Boxes everywhere")
    for colour in colours:
        mapping.photograph(
            actor=world.actor("leader"),
            record=record,
            key=uuid4(),
            mark_key=mark.key,
            new=make.photo(colour),
        )
    return make.walked(world, mark, record=record)


def read(world: World, record: Record, name: str = "") -> bytes:
    return bytes(world.client("rep").get(page(record, f"report/{name}")).content)


def told(word: bytes) -> list[str]:
    drawn = docx.Document(io.BytesIO(word)).element.iter(qn("wp:docPr"))
    return [str(each.get("descr")) for each in drawn]


def pictures(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        streams = [each for each in opened.objects if isinstance(each, pikepdf.Stream)]
        return sum(each.get("/Subtype") == "/Image" for each in streams)


def test_page_pdf_and_word_show_the_photos_and_say_what_they_show(world: World) -> None:
    record = photographed(world, (200, 20, 20), (20, 20, 200))
    said = told(read(world, record, "word/"))
    assert said == ["Photo of the finding: Boxes everywhere"] * 2
    assert pictures(read(world, record, "pdf/")) == 2
    assert read(world, record).decode().count(f'alt="{said[0]}"') == 2


def test_a_file_holds_no_more_photos_than_can_be_sent_and_says_how_many_are_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = photographed(world, (200, 20, 20), (20, 20, 200), (20, 200, 20))
    monkeypatch.setattr(document, "MOST_PHOTOS", 2)
    assert pictures(read(world, record, "pdf/")) == 2
    assert "2 of 3 photos are shown." in read(world, record).decode()


def test_a_photo_that_the_store_has_lost_does_not_take_the_report_with_it(world: World) -> None:
    record = photographed(world, (1, 2, 3))
    photo = Attachment.objects.get(record=record)
    default_storage.delete(photo.path)
    default_storage.delete(photo.small_path)
    assert pictures(read(world, record, "pdf/")) == 0
    paragraphs = docx.Document(io.BytesIO(read(world, record, "word/"))).paragraphs
    assert f"A photo from {make.LAB} is missing." in [each.text for each in paragraphs]

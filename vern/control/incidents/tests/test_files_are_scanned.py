"""Files are scanned for viruses where there is a scanner; a report comes in whatever it says.

The scanner here is a socket server of the test that speaks ClamAV's protocol: it takes for a virus
what says so. The real one is asked in `core/files/tests/test_clamd.py`.
"""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from vern.control.incidents.tests.make import World
from vern.control.incidents.tests.test_files_of_a_report import nameless
from vern.control.incidents.tests.test_photos_and_files import URL, filled, pdf, photo, with_files
from vern.core.files.models import Attachment, Scan
from vern.core.files.tasks import scan_file, scan_waiting_files
from vern.core.history.models import HistoryLine
from vern.core.kernel import clock
from vern.core.records.models import Record

NOWHERE = "127.0.0.1:1"
VIRUS = b"%PDF-1.7\nthis is a virus"


class Scanner(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.rfile.read(len(b"zINSTREAM\0"))
        content = b""
        while length := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        found = b"Test.Virus FOUND" if b"a virus" in content else b"OK"
        self.wfile.write(b"stream: " + found + b"\0")


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Scanner) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture
def scanner(running: str, settings: Settings) -> str:
    settings.VERN_CLAMD = running
    return running


def virus() -> SimpleUploadedFile:
    return SimpleUploadedFile("Regning.pdf", VIRUS, "application/pdf")


def fetched(world: World, who: str = "leader") -> Any:
    response = world.client(who).get(f"/files/{Attachment.objects.get().pk}/")
    return response.status_code, response.getvalue() if response.streaming else (
        response.content.decode()
    )


def case_page(world: World, record: Record) -> str:
    return str(world.client("leader").get(f"/incidents/{record.pk}/").content.decode())


def test_without_a_scanner_nothing_is_said(world: World) -> None:
    record = with_files(world, pdf())
    assert Attachment.objects.get().scan == ""
    assert fetched(world)[0] == 200
    assert "virus" not in case_page(world, record)
    assert not ProcrastinateJob.objects.filter(task_name__contains="scan_file").exists()


def test_a_new_file_is_scanned_by_a_job_of_the_same_transaction(world: World, scanner: str) -> None:
    record = with_files(world, pdf())
    kept = Attachment.objects.get()
    assert kept.scan == Scan.WAITING
    assert "Not scanned for viruses yet" in case_page(world, record)
    job = ProcrastinateJob.objects.get(task_name__contains="scan_file")
    scan_file(**job.args)
    kept.refresh_from_db()
    assert (kept.scan, kept.threat) == (Scan.CLEAN, "")
    assert kept.scanned_at is not None
    assert abs((kept.scanned_at - clock.now()).total_seconds()) < 60
    assert "No virus found" in case_page(world, record)
    assert fetched(world)[0] == 200


def test_an_infected_file_cannot_be_fetched_and_its_handler_sees_why(
    world: World, scanner: str
) -> None:
    record = with_files(world, virus())
    scan_waiting_files(0)
    for who in ("leader", "reporter"):
        status, text = fetched(world, who)
        assert status == 403
        assert "The virus scanner found “Test.Virus” in it." in text
    assert "Virus found: it cannot be opened" in case_page(world, record)
    line = HistoryLine.objects.get(verb="file.infected")
    assert (line.record, line.facts) == (record, {"file": Attachment.objects.get().pk})
    assert "Found a virus in a file" in case_page(world, record)
    scan_waiting_files(0)
    assert HistoryLine.objects.filter(verb="file.infected").count() == 1


def test_an_infected_file_stays_closed_without_a_scanner(
    world: World, scanner: str, settings: Settings
) -> None:
    with_files(world, virus())
    scan_waiting_files(0)
    settings.VERN_CLAMD = ""
    assert fetched(world)[0] == 403


def test_who_asks_before_the_job_gets_it_scanned_at_once(world: World, scanner: str) -> None:
    with_files(world, virus())
    assert fetched(world)[0] == 403
    assert Attachment.objects.get().scan == Scan.INFECTED


def test_a_report_comes_in_while_the_scanner_is_down_and_is_scanned_later(
    world: World, running: str, settings: Settings
) -> None:
    settings.VERN_CLAMD = NOWHERE
    sent = world.client("reporter").post(URL, filled(world, attached=[pdf()]))
    assert sent.status_code == 302
    record = Record.objects.get()
    scan_waiting_files(0)
    assert "Not scanned for viruses yet" in case_page(world, record)
    response = world.client("leader").get(f"/files/{Attachment.objects.get().pk}/")
    assert response.status_code == 503
    assert response["Retry-After"] == "300"
    assert "the scanner does not answer" in response.content.decode()
    settings.VERN_CLAMD = running
    scan_waiting_files(0)
    assert Attachment.objects.get().scan == Scan.CLEAN
    assert fetched(world)[0] == 200


def test_our_own_photos_need_no_scanner(world: World, settings: Settings) -> None:
    settings.VERN_CLAMD = NOWHERE
    with_files(world, photo())
    assert Attachment.objects.get().scan == ""
    assert fetched(world)[0] == 200


def test_the_same_bytes_at_another_report_are_infected_as_well(world: World, scanner: str) -> None:
    with_files(world, virus())
    record, _browser = nameless(world)
    world.client("leader").post(
        f"/incidents/{record.pk}/files/", {"key": str(uuid4()), "attached": [virus()]}
    )
    both = Attachment.objects.filter(width__isnull=True)
    scan_file(both.order_by("pk")[0].pk)
    assert set(both.values_list("scan", flat=True)) == {Scan.INFECTED}
    assert HistoryLine.objects.filter(verb="file.infected").count() == 2


def test_a_file_whose_bytes_are_gone_does_not_keep_others_from_being_scanned(
    world: World, scanner: str
) -> None:
    with_files(world, pdf("a.pdf"), virus())
    gone, left = Attachment.objects.order_by("pk")
    default_storage.delete(gone.path)
    scan_waiting_files(0)
    left.refresh_from_db()
    assert left.scan == Scan.INFECTED
    assert world.client("leader").get(f"/files/{gone.pk}/").status_code == 404

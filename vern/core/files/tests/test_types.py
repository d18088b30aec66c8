"""What other files are received, and what is not, whatever it is called."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from vern.core.files.limits import MOST_BYTES, MOST_BYTES_SENT
from vern.core.files.types import ACCEPTED, PROGRAM_NAMES, TEXT_NAMES, WEB_NAMES
from vern.core.files.uploads import NEUTRAL, BoundedUploadHandler, receive
from vern.core.kernel.errors import Refused


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name in names:
            file.writestr(name, b"x" * 50)
    return content.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RECEIVED = {
    "rapport.pdf": b"%PDF-1.7\n%\xe2\xe3",
    "referat.docx": zipped("[Content_Types].xml", "word/document.xml"),
    "tall.xlsx": zipped("[Content_Types].xml", "xl/printerSettings1.bin"),
    "gammelt.DOC": OLE + bytes(500),
    "målinger.csv": "tid;verdi\n10.00;3,2 µg/m³ < 5\n".encode(),
    "målinger fra instrument.txt": "tid\tverdi\n".encode("utf-16"),
    "latin.log": "Måling på lab".encode("latin-1"),
    "alt.zip": zipped("bilder/1.jpg", "referat.docx"),
    "tom.zip": b"PK\x05\x06" + bytes(18),
    "film.mp4": b"\x00\x00\x00\x20ftypisom" + bytes(200),
    "film.MOV": b"\x00\x00\x00\x14ftypqt  " + bytes(200),
    "film.webm": b"\x1a\x45\xdf\xa3" + bytes(200),
    "lyd.m4a": b"\x00\x00\x00\x20ftypM4A " + bytes(200),
    "lyd.mp3": b"ID3\x04" + bytes(200),
    "lyd.amr": b"#!AMR\n" + bytes(200),
    "brev.rtf": b"{\\rtf1\\ansi Hei.}",
}

PAGE = "Send a picture or a PDF of it"
PROGRAM = "is a program"
NOT_SO = "is not what its name says"
KIND = "is of a kind that cannot be received"
INSIDE = "holds a program or macros"
REFUSED = [
    ("side.html", b"<p>Hei", PAGE),
    ("tegning.svg", b"<svg/>", PAGE),
    ("tegning.SVGZ", b"\x1f\x8b\x08", PAGE),
    ("side.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", PAGE),
    ("arkiv.mhtml", b"MIME-Version: 1.0", PAGE),
    ("brev.eml", b"From: a@b.example", PAGE),
    ("data.xml", b"<data/>", PAGE),
    ("notat.txt", b"Hei <script>alert(1)</script>", PAGE),
    ("notat.txt", b"x" * 3_000_000 + b"<sCRipt>alert(1)", PAGE),
    ("notat.txt", b"x" * 1_048_572 + b"<script>", PAGE),
    ("notat.txt", "<html><body>".encode("utf-16"), PAGE),
    ("notat.txt", b"\xef\xbb\xbf\n\n<!-- x --><b>", PAGE),
    ("notat.csv", b"a;b\n<svg onload=alert(1)>", PAGE),
    ("notat.txt", b"Subject: x\nContent-Type:  multipart/related; boundary=a", PAGE),
    ("notat.txt", b"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>", PAGE),
    ("rapport.pdf", b"<script>alert(1)</script>%PDF-1.7", PAGE),
    ("rapport.pdf", b"\n<html>%PDF-1.7", PAGE),
    ("film.mp4", b"<!--ftypisom--><svg>", PAGE),
    ("lyd.mp3", b"ID3<html><script>", PAGE),
    ("program.exe", b"MZ", PROGRAM),
    ("skript.ps1", b"Get-Item", PROGRAM),
    ("skript.js", b"alert(1)", PROGRAM),
    ("makroer.docm", zipped("word/document.xml"), PROGRAM),
    ("snarvei.lnk", b"L\x00\x00\x00", PROGRAM),
    ("rapport.pdf", b"MZ\x90\x00", PROGRAM),
    ("notat.txt", b"#!/bin/sh\nrm", PROGRAM),
    ("rapport.pdf.exe", b"%PDF-1.7", PROGRAM),
    ("rapport\u202efdp.exe", b"%PDF-1.7", PROGRAM),
    ("program.exe. ", b"MZ", PROGRAM),
    ("rapport.pdf", b"Hei", NOT_SO),
    ("rapport.pdf", zipped("a.txt"), NOT_SO),
    ("notat.txt", b"\x00\x01\x02\x03", NOT_SO),
    ("tall.xlsx", OLE, NOT_SO),
    ("alt.zip", zipped("a.txt", "mappe/Setup.EXE"), INSIDE),
    ("alt.zip", zipped("a.js"), INSIDE),
    ("tall.xlsx", zipped("xl/vbaProject.bin"), INSIDE),
    ("data.parquet", b"PAR1", KIND),
    ("uten endelse", b"Hei", KIND),
]


@pytest.mark.parametrize("name", RECEIVED)
def test_other_files_are_kept_as_they_are_and_for_saving_only(name: str) -> None:
    new = receive(ContentFile(RECEIVED[name]), name=name)
    with new.content() as file:
        assert file.read() == RECEIVED[name]
    assert new.media_type == NEUTRAL
    assert new.width is None
    assert new.small is None


@pytest.mark.parametrize(("name", "content", "message"), REFUSED)
def test_what_could_run_is_refused_by_name_and_by_content(
    name: str, content: bytes, message: str
) -> None:
    with pytest.raises(Refused) as refused:
        receive(ContentFile(content), name=name)
    assert message in str(refused.value)
    assert "\u202e" not in str(refused.value)


def test_no_ending_is_both_received_and_refused() -> None:
    assert not (ACCEPTED.keys() | TEXT_NAMES) & (PROGRAM_NAMES | WEB_NAMES)


@given(
    st.binary(max_size=200), st.sampled_from(["a.jpg", "a.png", "a.heic", "a.txt", "a.zip", "a"])
)
def test_any_content_is_received_or_refused_and_never_a_fault(content: bytes, name: str) -> None:
    try:
        new = receive(ContentFile(content), name=name)
    except Refused:
        return
    assert b"<script" not in content.lower()
    assert new.size == len(content)


@given(
    st.sampled_from(
        [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x20\x00\x00\x00WEBP"]
    )
    | st.just(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"),
    st.binary(max_size=300),
)
def test_what_begins_as_a_photo_is_never_kept_as_it_came(begins: bytes, rest: bytes) -> None:
    try:
        new = receive(ContentFile(begins + rest), name="a.jpg")
    except Refused:
        return
    with new.content() as file:
        assert rest not in file.read() or len(rest) < 4


def posted(*sizes: int) -> WSGIRequest:
    data = {
        f"file{number}": ContentFile(b"\xff" * size, name=f"{number}.bin")
        for number, size in enumerate(sizes)
    }
    request = RequestFactory().post("/", data)
    request.upload_handlers = [BoundedUploadHandler(request)]
    return request


def sizes_of(request: WSGIRequest) -> list[tuple[int | None, int]]:
    """What each file says of its size, and what lies on disk."""
    found = []
    for name in request.FILES:
        file = request.FILES[name]
        assert isinstance(file, UploadedFile)
        with file:
            found.append((file.size, len(file.read())))
    return found


def test_no_more_of_a_file_is_written_than_is_received() -> None:
    request = posted(1000, MOST_BYTES + 500_000)
    assert sizes_of(request) == [(1000, 1000), (MOST_BYTES + 1, MOST_BYTES)]


def test_no_more_of_a_request_is_written_than_is_received() -> None:
    request = posted(1000, 1000)
    handler = request.upload_handlers[0]
    assert isinstance(handler, BoundedUploadHandler)
    assert handler.room == MOST_BYTES_SENT
    handler.room = 1500
    assert sizes_of(request) == [(1000, 1000), (MOST_BYTES + 1, 500)]

"""What a file is called."""

from __future__ import annotations

import unicodedata
from email.message import Message
from urllib.parse import unquote

import pytest
from django.utils.http import content_disposition_header
from hypothesis import example, given
from hypothesis import strategies as st

from vern.core.files.names import LONGEST, RESERVED, extension_of, safe_name, with_extension

NAMES = st.text(max_size=300) | st.from_regex(r"[ .\w/\\:-]{0,40}\.[a-z]{1,12}")


@given(NAMES)
@example("")
@example("...")
@example("../../etc/passwd")
@example("C:\\Users\\ola\\nul.txt")
@example("a\u202egpj.exe")
@example("x" * 300 + ".jpeg")
@example("å" * 300)
@example("con")
@example("COM¹.tar.gz")
@example("a\r\nSet-Cookie: b.txt")
@example('"; filename=x.exe;".pdf')
@example(".htaccess")
@example("a.\ud800pdf")
def test_any_name_becomes_safe(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert safe.strip(". ") == safe
    assert len(safe.encode()) <= LONGEST + 1
    assert not set(safe) & set('/\\:*?"<>|%')
    assert not any(unicodedata.category(each)[0] == "C" for each in safe)
    assert not RESERVED.fullmatch(safe)
    assert safe_name(safe) == safe
    assert extension_of(safe) == extension_of(name)


@given(NAMES)
def test_the_browser_gets_the_name_and_nothing_else(name: str) -> None:
    safe = safe_name(name)
    header = Message()
    header["Content-Disposition"] = content_disposition_header(True, safe)  # noqa: FBT003
    assert header.get_content_disposition() == "attachment"
    given_name = header.get_filename()
    assert given_name is not None
    assert unquote(given_name) == safe


@given(NAMES)
def test_a_photo_gets_the_ending_of_what_it_is(name: str) -> None:
    assert extension_of(with_extension(name, "jpg")) == "jpg"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("IMG_2041.JPG", "IMG_2041.jpg"),
        ("Blåbær på gulvet.pdf", "Blåbær på gulvet.pdf"),
        ("/home/ola/rapport v2.docx", "rapport v2.docx"),
        ("skjermbilde 2026-11-21 kl. 10.15.32.png", "skjermbilde 2026-11-21 kl. 10.15.32.png"),
        ("a  b\t.txt", "a b.txt"),
        ("", "file"),
        ("nul", "_nul"),
        ("bilde\u202egpj.exe", "bildegpj.exe"),
    ],
)
def test_names_stay_as_people_know_them(given_name: str, kept: str) -> None:
    assert safe_name(given_name) == kept

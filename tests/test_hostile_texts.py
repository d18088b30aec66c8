"""What fault 12 looks with must see: `make faults ARGS=12` itself takes minutes."""

from __future__ import annotations

import json

import pytest

from faults import outputs
from faults.forms import forms_of, links_of, wrong_in
from faults.texts import PIECES, ROUNDS, Pen, marks_in
from faults.visitor import Answer

PAGE = """<a href="/units/">x</a><a href="//hostile.example/">y</a>
<form method="post" action="../send/"><input type="hidden" name="key" value="7">
<input name="title" maxlength="30"><textarea name="words" maxlength="5000">
Før</textarea><select name="unit"><option value="">-</option><option value="3">x</option></select>
<input type="radio" name="type" value="a" required><input type="radio" name="type" value="b">
<p id="id_title_error">For langt</p></form><form><input type="search" name="q"></form>"""
GOOD = {"time": "2026-01-01T00:00:00Z", "level": "INFO", "logger": "vern", "message": "request"}


def answer(kind: str, body: str, **headers: str) -> Answer:
    return Answer(200, {"content-type": kind, **headers}, body.encode())


def test_a_form_is_filled_as_a_browser_would_but_for_its_texts() -> None:
    pen = Pen()
    form, search = forms_of("/a/b/", PAGE)
    given = form.filled(pen, turn=1)
    assert (form.action, form.method, search.action, search.method) == (
        *("/a/send/", "POST"),
        *("/a/b/", "GET"),
    )
    assert (given["key"], given["unit"], given["type"]) == (["7"], ["3"], ["a"])
    assert len(given["title"][0]) <= 30
    assert marks_in(given["words"][0]) <= pen.written.keys()
    assert form.filled(pen, mended={"type": 2})["type"] == ["b"]
    assert wrong_in(PAGE) == {"title"}
    assert links_of(PAGE) == ["/units/"]


def test_every_payload_is_written_somewhere_and_in_small_fields_some_markup() -> None:
    pen = Pen()
    long = [pen.write("x", turn=turn) for turn in range(ROUNDS)]
    assert all(any(piece in text for text in long) for piece in PIECES)
    assert "<x-hostile>" in pen.write("x", room=20)


@pytest.mark.parametrize(
    "line",
    [
        '{"level": "ERROR", "message": "hostile"}',
        "hostile",
        json.dumps({**GOOD, "mine": 1}),
        json.dumps({**GOOD, "message": "h00012x"}),
    ],
)
def test_a_line_that_a_text_made_is_seen_in_a_log(line: str) -> None:
    assert not list(outputs.harms_in_log(json.dumps(GOOD) + "\n"))
    assert list(outputs.harms_in_log(f"{json.dumps(GOOD)}\n{line}\n"))


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/csv", "a;b\r\n=1+1;2\r\n"),
        ("text/csv", "a;b\r\n1\r\n"),
        ("application/json", '{"a": 1} {"b": 2}'),
        ("text/calendar", "BEGIN:VEVENT\r\nSUMMARY:x\r\nX-HOSTILE:1\r\nEND:VEVENT\r\n"),
        ("text/calendar", "BEGIN:VEVENT\r\nSUMMARY:x\r\nEND:VEVENT\r\nEND:VEVENT\r\n"),
        ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
    ],
)
def test_what_a_text_made_is_seen_in_a_file(kind: str, body: str) -> None:
    assert outputs.harms_in(answer(kind, body))


def test_a_header_that_a_text_made_is_seen() -> None:
    assert outputs.harms_in(answer("text/html", "", **{"x-hostile": "1"}))
    mail = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nX-Hostile: 1\r\n\r\ny\r\n"
    assert list(outputs.harms_in_mail(mail, ["c@d.example"])) == ["mail header x-hostile"]
    as_it_should = mail.replace(b"X-Hostile: 1\r\n", b"")
    assert list(outputs.harms_in_mail(as_it_should, ["c@d.example"])) == []
    assert list(outputs.harms_in_mail(as_it_should, ["x@hostile.example"]))


def test_what_stands_in_a_template_is_no_form_of_the_page() -> None:
    kept = '<template><form action="/b/"><input name="b"></form></template>'
    page = f'{kept}<form method="post" action="/a/"><input name="a">{kept}<input name="c"></form>'
    (form,) = forms_of("/", page)
    assert (form.action, [*form.controls]) == ("/a/", ["a", "c"])

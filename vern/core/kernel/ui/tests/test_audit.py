"""The audit finds each fault that is planted in an otherwise good page."""

from __future__ import annotations

import pytest

from vern.core.kernel.testing.audit import audit

GOOD = (
    '<!DOCTYPE html><html lang="nb"><head><meta charset="utf-8"><title>Saker – Vern</title></head>'
    '<body><main><h1 id="top">Saker</h1>{}</main></body></html>'
)
FORM = '<form method="post" action="/x/"><input type="hidden" name="csrfmiddlewaretoken">{}</form>'


def faults(body: str) -> list[str]:
    return audit(GOOD.format(body), "/x/")


def test_a_good_page_has_no_faults() -> None:
    assert faults('<h2>To</h2><p>Tekst</p><a href="#top">Opp</a><img src="a.png" alt="">') == []


def test_a_labelled_field_in_a_form_has_no_faults() -> None:
    assert faults(FORM.format('<label for="a">A</label><input id="a" name="a">')) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<h1>En til</h1>", "2 h1 elements"),
        ("<p id='a'></p><p id='a'></p>", "id 'a' stands 2 times"),
        ('<input name="a">', "has no label"),
        ('<select name="a"><option>1</option></select>', "has no label"),
        ('<img src="a.png">', "has no alt"),
        ('<p style="color:red">Hei</p>', "style attribute"),
        ('<button onclick="x()">Hei</button>', "onclick attribute"),
        ("<script>x()</script>", "inline script"),
        ('<form method="post" action="/x/"></form>', "no csrf token"),
        ("<form></form>", "lacks method or action"),
        (FORM.format("<button></button>"), "says nothing"),
        ('<a href="/x/"></a>', "says nothing"),
        ('<a href="#">Hei</a>', "leads nowhere"),
        ('<a href="#gone">Hei</a>', "leads to #gone"),
        ("<h3>Hopp</h3>", "comes after h1"),
        ("<p>None</p>", "says 'None'"),
        ("<p>Hei {{ name }}</p>", "{{ name }}"),
        ('<p data-x="None">Hei</p>', "data-x='None'"),
        ("<p>Hei %(name)s</p>", "%(name)s"),
        ('<p aria-describedby="gone">Hei</p>', "points at 'gone'"),
        ("<table><tr><td>1</td></tr></table>", "has no caption"),
        ("<table><caption>T</caption><tr><th>1</th></tr></table>", "has no scope"),
        ("<fieldset><p>Hei</p></fieldset>", "has no legend"),
        ('<p tabindex="3">Hei</p>', "tabindex 3"),
        ("<p><div>Hei</div></p>", "line 1"),
        ("</section>", "line 1"),
    ],
)
def test_a_planted_fault_is_found(body: str, says: str) -> None:
    found = faults(body)
    assert any(says in each for each in found), found


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('lang="nb"', "", "html lang is ''"),
        ("<title>Saker – Vern</title>", "<title></title>", "no title"),
        ("<title>Saker", "<title>Noe annet", "does not begin with the h1"),
        ("<main>", "<main></main><main>", "2 main elements"),
    ],
)
def test_a_fault_of_the_whole_page_is_found(before: str, after: str, says: str) -> None:
    found = audit(GOOD.format("").replace(before, after), "/x/")
    assert any(says in each for each in found), found


def test_the_title_of_a_form_with_errors_may_say_so_first() -> None:
    page = GOOD.format("").replace("<title>Saker", "<title>Feil: Saker")
    assert audit(page, "/x/") == []


def test_a_part_of_a_page_is_spared_what_only_pages_have() -> None:
    assert audit("<li>Hei</li>", "/x/") == []


def test_a_part_of_a_page_is_audited_too() -> None:
    assert audit('<input name="a">', "/x/") == ['/x/: <input name="a"> has no label']


def test_what_people_wrote_is_not_taken_for_a_leftover() -> None:
    field = '<label for="a">A</label><textarea id="a" name="a">\nNone {{ x }}</textarea>'
    assert faults(FORM.format(field)) == []

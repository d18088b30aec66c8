"""The quick reader of pages says what html5lib says, or nothing."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vern.core.kernel.testing import written_out
from vern.core.kernel.testing.audit import parse

TAGS = sorted(written_out.KNOWN | {"template", "svg", "body", "noscript", "col"})
SPACES = ("", " ", "\n", "\n ")
TEXTS = (*SPACES, "Hei", "\nTo linjer", "&lt;b&gt; &amp; &#x27;", "æøå – «»", "&nbsp;")
ODD = (
    "&",
    "&copy;",
    "&copy",
    "\r",
    "\x0c",
    "\x01",
    "\u00a0",
    "<!-- -->",
    "<",
    "</p>",
    "<br/>",
    "\ufdd0",
)
GIVEN = ("", ' class="a b"', " disabled", ' href="?a=1&amp;b=2"', " id='x'", ' class="a" class="b"')

text = st.sampled_from(TEXTS) | st.sampled_from(ODD)
tags = st.sampled_from(TAGS)


def element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, given_, inside: (
            f"<{tag}{given_}>"
            if tag in written_out.VOID
            else f"<{tag}{given_}>{''.join(inside)}</{tag}>"
        ),
        tags,
        st.sampled_from(GIVEN),
        st.lists(inner, max_size=3),
    )


TABLE = (
    "<table>\n<caption>A</caption> <thead><tr><th scope='col'>B</th></tr></thead>\n"
    "<tbody><tr><td><p>{}</p></td> <td>{}</td></tr></tbody>{}</table>"
)
LIST = "<ul> <li>{}</li>{}<li><select><option selected>{}</option> </select></li></ul>"
FORM = "<form><fieldset><legend>{}</legend><textarea>\n{}</textarea>{}</fieldset></form>"
OFFLINE = "<div><template><li>{}</li><li>{}</li></template>{}</div>"
FACTS = "<dl><div><dt>{}</dt><dd>{}</dd></div>{}</dl>"
shape = st.sampled_from(
    (FACTS, TABLE, LIST, FORM, OFFLINE, "<a href='x'>{}</a><pre>{}</pre><h2>{}</h2>")
)
parts = st.recursive(
    text,
    lambda inner: element(inner) | st.builds(str.format, shape, inner, inner, inner),
    max_leaves=8,
)


def same(one: Element, other: Element) -> bool:
    return (
        one.tag == other.tag
        and one.attrib == other.attrib
        and (one.text or "") == (other.text or "")
        and (one.tail or "") == (other.tail or "")
        and len(one) == len(other)
        and all(map(same, one, other))
    )


def agree(page: str, *, whole: bool) -> None:
    quick = written_out.read(page, whole=whole)
    if quick is not None:
        tree, errors = parse(page, whole=whole)
        assert not errors
        assert same(quick, tree)


@settings(max_examples=250, deadline=None)
@given(st.lists(parts, max_size=3), tags, st.sampled_from(SPACES))
def test_what_it_reads_html5lib_reads_the_same_and_finds_right(
    inside: list[str], within: str, space: str
) -> None:
    body = "".join(inside)
    agree(body, whole=False)
    agree(f"<{within}>{body}</{within}>", whole=False)
    agree(
        f"{space}<!DOCTYPE html>{space}<html lang='nb'>{space}<head>{space}<title>{body}</title></head>"
        f'{space}<body class="a">{body}</body>{space}</html>{space}',
        whole=True,
    )


@pytest.mark.parametrize("shape", [TABLE, LIST, FORM])
def test_what_pages_are_made_of_it_reads(shape: str) -> None:
    inner = shape.replace("<form>", "<div>").replace("</form>", "</div>")
    text = shape.format("<span>a</span>", " ", "")
    assert written_out.read(text, whole=False) is not None, inner

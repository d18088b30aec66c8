"""What every page must keep to: correct HTML, and reachable without eyes or mouse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

from vern.core.kernel.testing import written_out

LANGUAGES = {"nb", "nn", "en"}
UNSEEN_INPUTS = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "for")
# Text that shows that a template met an empty value or was not filled in.
LEFTOVER = re.compile(r"^None$|\{\{|\}\}|\{%|%\(\w+\)s|<Promise|object at 0x")
LEFTOVER_IN_ATTRIBUTE = re.compile(r"^None$|/None(/|$)|\{\{|\{%|%\(\w+\)s")
WRITTEN_BY_PEOPLE = {"textarea", "pre", "code", "script"}


@dataclass(frozen=True)
class Page:
    """A parsed page, or a part of one as sent to htmx."""

    root: Element
    whole: bool
    url: str

    @cached_property
    def elements(self) -> list[Element]:
        return [each for each in self.root.iter() if not _is_comment(each)]

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(each.attrib["id"] for each in self.elements if "id" in each.attrib)

    @cached_property
    def labelled(self) -> set[str]:
        return {each.get("for", "") for each in self.all("label")}

    @cached_property
    def inside_label(self) -> set[int]:
        return {id(inner) for label in self.all("label") for inner in label.iter()}

    def all(self, *tags: str) -> list[Element]:
        return [each for each in self.elements if each.tag in tags]


def _is_comment(element: Element) -> bool:
    return not isinstance(element.tag, str)


def text_of(element: Element) -> str:
    """What a screen reader would say: text, and the alternative texts of pictures."""
    return " ".join(" ".join(_spoken(element)).split())


def _spoken(element: Element) -> Iterator[str]:
    if element.get("aria-hidden") == "true" or _is_comment(element):
        return
    yield element.get("alt", "")
    yield element.text or ""
    for child in element:
        yield from _spoken(child)
        yield child.tail or ""


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _shown(element: Element) -> str:
    """An element as one can find it in the page."""
    marks = [f'{key}="{element.get(key)}"' for key in ("id", "name", "class") if element.get(key)]
    return f"<{' '.join([element.tag, *marks])}>"


def _title_and_h1(page: Page) -> Iterator[str]:
    headings = page.all("h1")
    if len(headings) != 1:
        yield f"{len(headings)} h1 elements; a page has exactly one"
    titles = [_one_line(each.text) for each in page.all("title")]
    title = titles[0] if titles else ""
    if not title:
        yield "no title"
    elif headings and _one_line(text_of(headings[0])) not in _beginnings(title):
        yield f"the title {title!r} does not begin with the h1 {text_of(headings[0])!r}"


def _beginnings(title: str) -> set[str]:
    """What may stand in the h1: the title before the product's name, with or without 'Error:'."""
    name = title.rpartition(" – ")[0] or title
    return {name, re.sub(r"^\S+: ", "", name)}


def _language(page: Page) -> Iterator[str]:
    if (lang := page.root.get("lang", "")) not in LANGUAGES:
        yield f"html lang is {lang!r}"


def _main(page: Page) -> Iterator[str]:
    if len(page.all("main")) != 1:
        yield f"{len(page.all('main'))} main elements; a page has exactly one"


def _ids(page: Page) -> Iterator[str]:
    for name, count in page.ids.items():
        if count > 1:
            yield f"id {name!r} stands {count} times"


def _references(page: Page) -> Iterator[str]:
    for element in page.elements:
        for attribute in REFERENCES:
            for name in element.get(attribute, "").split():
                if name not in page.ids:
                    yield f"{attribute} of {_shown(element)} points at {name!r}, which is not here"


def _controls(page: Page) -> Iterator[str]:
    for element in page.all("input", "select", "textarea"):
        if element.get("type") in UNSEEN_INPUTS or id(element) in page.inside_label:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not named and element.get("id") not in page.labelled:
            yield f"{_shown(element)} has no label"


def _forms(page: Page) -> Iterator[str]:
    for form in page.all("form"):
        if form.get("method", "").lower() not in {"get", "post"} or not form.get("action"):
            yield f"{_shown(form)} lacks method or action"
        names = {each.get("name") for each in form.iter("input")}
        if form.get("method", "").lower() == "post" and "csrfmiddlewaretoken" not in names:
            yield f"{_shown(form)} has no csrf token"
    for fieldset in page.all("fieldset"):
        if not any(child.tag == "legend" and text_of(child) for child in fieldset):
            yield f"{_shown(fieldset)} has no legend"


def _pictures(page: Page) -> Iterator[str]:
    for picture in page.all("img"):
        if picture.get("alt") is None:
            yield f"img {picture.get('src')!r} has no alt"


def _strict(page: Page) -> Iterator[str]:
    """Nothing that the Content-Security-Policy forbids."""
    for element in page.elements:
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"{attribute} attribute on {_shown(element)}"
    for element in page.all("style", "script"):
        data = element.get("type", "").endswith("json")
        if _one_line(element.text) and not data:
            yield f"inline {element.tag}"


def _names(page: Page) -> Iterator[str]:
    for element in page.all("a", "button", "summary"):
        if not (element.get("aria-label") or text_of(element)):
            yield f"{_shown(element)} says nothing"
    for link in page.all("a"):
        if link.get("href", "") in {"", "#"}:
            yield f"the link {text_of(link)!r} leads nowhere"


def _in_page_links(page: Page) -> Iterator[str]:
    for link in page.all("a"):
        target = link.get("href", "")
        if target.startswith("#") and len(target) > 1 and target[1:] not in page.ids:
            yield f"the link {text_of(link)!r} leads to {target}, which is not here"


def _headings(page: Page) -> Iterator[str]:
    before = 0 if page.whole else 6
    for heading in page.all("h1", "h2", "h3", "h4", "h5", "h6"):
        level = int(heading.tag[1])
        if level > before + 1:
            yield f"h{level} {text_of(heading)!r} comes after h{before}"
        if not text_of(heading):
            yield f"an empty h{level}"
        before = level


def _tables(page: Page) -> Iterator[str]:
    for table in page.all("table"):
        if not (table.get("aria-label") or any(text_of(each) for each in table.iter("caption"))):
            yield f"{_shown(table)} has no caption"
        for head in table.iter("th"):
            if head.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"th {text_of(head)!r} has no scope"


def _leftovers(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.tag not in WRITTEN_BY_PEOPLE and LEFTOVER.search(_one_line(element.text)):
            yield f"{_shown(element)} says {_one_line(element.text)!r}"
        if LEFTOVER.search(_one_line(element.tail)):
            yield f"after {_shown(element)} stands {_one_line(element.tail)!r}"
        for attribute, value in element.attrib.items():
            if LEFTOVER_IN_ATTRIBUTE.search(str(value)):
                yield f"{attribute}={value!r} on {_shown(element)}"


def _tab_order(page: Page) -> Iterator[str]:
    for element in page.elements:
        if element.get("tabindex", "0") not in {"0", "-1"}:
            yield f"{_shown(element)} has tabindex {element.get('tabindex')}"


Check = Callable[[Page], Iterator[str]]
WHOLE_PAGE: tuple[Check, ...] = (_title_and_h1, _language, _main, _references, _in_page_links)
EVERY_PART: tuple[Check, ...] = (
    _ids, _controls, _forms, _pictures, _strict, _names, _headings, _tables, _leftovers, _tab_order,
)  # fmt: skip


def audit(html: str, url: str) -> list[str]:
    """Everything wrong with a page, each as one line; empty for a good page.

    Text that is no whole document (a part for htmx) is spared what only pages have.
    """
    whole = html.lstrip()[:9].lower() == "<!doctype"
    errors: list[ParseError] = []
    root = written_out.read(html, whole=whole)
    if root is None:
        root, errors = parse(html, whole=whole)
    page = Page(root, whole, url)
    wrong = [_parse_error(*error) for error in errors]
    for check in (*WHOLE_PAGE, *EVERY_PART) if whole else EVERY_PART:
        wrong += check(page)
    return [f"{url}: {each}" for each in wrong]


ParseError = tuple[tuple[int, int], str, dict[str, str]]


def parse(html: str, *, whole: bool) -> tuple[Element, list[ParseError]]:
    """The tree as browsers make it, and what is wrong with the text."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html) if whole else parser.parseFragment(html)
    return root, parser.errors


def _parse_error(position: tuple[int, int], code: str, values: dict[str, str]) -> str:
    return f"line {position[0]}: {PARSE_ERRORS.get(code, code) % values}"

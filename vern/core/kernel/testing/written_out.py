"""A quick reader of pages that are written out in full: every element opened and closed in turn.

It gives the very tree that html5lib gives, a tenth of the time later, or None where it is not sure
that html5lib would find nothing to say. So nothing passes that html5lib would refuse.
"""

from __future__ import annotations

import html
import re
from typing import Final
from xml.etree.ElementTree import Element, SubElement

HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr"})
PLAIN_TEXT: Final = frozenset({"script", "style", "textarea", "title"})
"""Elements whose content is text, whatever it looks like."""

ENDS_PARAGRAPH: Final = HEADINGS | {
    *("address", "article", "aside", "blockquote", "dd", "details", "dialog", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "li", "main", "nav"),
    *("ol", "p", "pre", "section", "summary", "table", "ul"),
}
INLINE: Final = frozenset(
    {
        *("a", "abbr", "b", "button", "cite", "code", "data", "datalist", "del", "dfn", "em"),
        *("i", "ins", "kbd", "label", "legend", "mark", "meter", "option", "output", "picture"),
        *("progress", "q", "s", "samp", "select", "small", "span", "strong", "sub", "sup"),
        *("template", "time", "u", "var"),
    }
)
ALONE: Final = HEADINGS | {"a", "button", "form", "table"}
"""Elements that may not stand inside one of their kind."""

PARENTS: Final = {
    "li": {"ul", "ol", "template"},
    "dt": {"dl", "div"},
    "dd": {"dl", "div"},
    "option": {"select", "optgroup", "datalist"},
    "optgroup": {"select"},
    "caption": {"table"},
    "thead": {"table"},
    "tbody": {"table"},
    "tfoot": {"table"},
    "tr": {"thead", "tbody", "tfoot"},
    "th": {"tr"},
    "td": {"tr"},
}
"""Elements that stand in certain others only."""

CHILDREN: Final[dict[str, frozenset[str]]] = {
    "table": frozenset({"caption", "thead", "tbody", "tfoot"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"th", "td"}),
    "select": frozenset({"option", "optgroup"}),
    "optgroup": frozenset({"option"}),
    "option": frozenset(),
}
"""Elements in which only certain others stand."""

NO_TEXT: Final = frozenset({"table", "thead", "tbody", "tfoot", "tr"})
HEAD: Final = frozenset({"link", "meta", "script", "style", "title"})
KNOWN: Final = ENDS_PARAGRAPH | INLINE | VOID | PLAIN_TEXT | PARENTS.keys()

SPACE: Final = " \t\n"

WHOLE: Final = re.compile(
    r"<!DOCTYPE html>[ \t\n]*<html(?P<html>[^<>]*)>[ \t\n]*<head>(?P<head>.*?)</head>(?P<between>[ \t\n]*)"
    r"<body(?P<body_given>[^<>]*)>(?P<body>.*)</body>(?P<after>[ \t\n]*)</html>(?P<last>[ \t\n]*)",
    re.DOTALL,
)
TOKEN: Final = re.compile(
    r"""(?P<text>[^<]+)|</(?P<end>[a-z][a-z0-9]*)>"""
    r"""|<(?P<start>[a-z][a-z0-9]*)(?P<given>(?:[ \t\n]+[a-z][a-z0-9_:.-]*(?:="[^"]*"|='[^']*')?)*)[ \t\n]*>"""
)
ATTRIBUTE: Final = re.compile(r"""[ \t\n]+([a-z][a-z0-9_:.-]*)(?:="([^"]*)"|='([^']*)')?""")
ATTRIBUTES: Final = re.compile(rf"(?:{ATTRIBUTE.pattern})*[ \t\n]*")
NOT_ENTITY: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|nbsp|#39|#x27);)")
UNUSUAL: Final = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0001fffd]"
)


class NotSureError(Exception):
    """It may be all right, but html5lib is to say so."""


def read(text: str, *, whole: bool) -> Element | None:
    """The tree of a page, or of a part of one; None where html5lib must be asked."""
    if UNUSUAL.search(text) or NOT_ENTITY.search(text):
        return None
    try:
        return _page(text) if whole else _part(text)
    except NotSureError:
        return None


def _page(text: str) -> Element:
    found = WHOLE.fullmatch(text.lstrip(SPACE))
    if found is None:
        raise NotSureError
    root = Element("html", _attributes(found["html"]))
    head = SubElement(root, "head")
    _Reader(head, in_head=True).read(found["head"])
    head.tail = found["between"]
    body = SubElement(root, "body", _attributes(found["body_given"]))
    _Reader(body).read(found["body"] + found["after"] + found["last"])
    return root


def _part(text: str) -> Element:
    root = Element("DOCUMENT_FRAGMENT")
    _Reader(root).read(text)
    return root


class _Reader:
    """Puts what it reads into an element."""

    def __init__(self, inside: Element, *, in_head: bool = False) -> None:
        self.open = [inside]
        self.names = [inside.tag]
        self.known = HEAD if in_head else KNOWN
        self.bare = in_head

    def read(self, text: str) -> None:
        position, token = 0, TOKEN.match(text)
        while token is not None:
            position = token.end()
            if token["text"]:
                self.say(token["text"])
            elif token["end"]:
                self.end(token["end"])
            else:
                position = self.start(token["start"], token["given"], text, position)
            token = TOKEN.match(text, position)
        if position != len(text) or len(self.open) > 1:
            raise NotSureError

    def say(self, text: str) -> None:
        here = self.open[-1]
        if (self.bare or self.names[-1] in NO_TEXT) and text.strip(SPACE):
            raise NotSureError
        text = html.unescape(text)
        if len(here):
            here[-1].tail = (here[-1].tail or "") + text
        else:
            if self.names[-1] == "pre" and not here.text:
                text = text.removeprefix("\n")
            here.text = (here.text or "") + text

    def start(self, name: str, given: str, text: str, position: int) -> int:
        """Begin an element; those of text alone are read to their end. Returns where to go on."""
        self.check(name)
        made = SubElement(self.open[-1], name, _attributes(given))
        if name in PLAIN_TEXT:
            inner, end, _rest = text[position:].partition(f"</{name}>")
            if not end or "<" in inner:
                raise NotSureError
            if name == "textarea":
                inner = inner.removeprefix("\n")
            made.text = html.unescape(inner) if name in ("textarea", "title") else inner
            return position + text[position:].index(end) + len(end)
        if name not in VOID:
            self.open.append(made)
            self.names.append(name)
        return position

    def check(self, name: str) -> None:
        inside = self.names[-1]
        allowed = (
            name in self.known
            and (name not in PARENTS or inside in PARENTS[name])
            and (inside not in CHILDREN or name in CHILDREN[inside])
            and not (name in ALONE and name in self.names)
            and not (name == "li" and inside == "template" and name in self.names)
            and not (name in ("dt", "dd") and inside == "div" and self.names[-2:-1] != ["dl"])
            and not (name in HEADINGS and inside in HEADINGS)
            and not (name in ENDS_PARAGRAPH and "p" in self.names)
        )
        if not allowed:
            raise NotSureError

    def end(self, name: str) -> None:
        if self.names[-1] != name or len(self.open) == 1:
            raise NotSureError
        self.open.pop()
        self.names.pop()


def _attributes(given: str) -> dict[str, str]:
    if ATTRIBUTES.fullmatch(given) is None:
        raise NotSureError
    found: dict[str, str] = {}
    for name, double, single in ATTRIBUTE.findall(given):
        if name in found:
            raise NotSureError
        found[name] = html.unescape(double or single)
    return found

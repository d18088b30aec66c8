"""What is stored about a person, and what the institution says of it, as documents."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vern.core.kernel import clock
from vern.core.kernel.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.html import to_html
from vern.core.kernel.documents.labels import LABELS, Language
from vern.core.kernel.texts import localized
from vern.core.org.actors import Actor
from vern.hub.privacy.models import Statement
from vern.hub.privacy.queries import in_order, in_words

HEADING = "## "


def my_data(actor: Actor) -> Document:
    """Everything that the page tells of, in the language that is active."""
    return Document(
        title=_("What Vern stores about you"),
        language=_language(),
        blocks=tuple(_blocks(actor)),
        subtitle=actor.name,
        date=clock.today(),
    )


def _language() -> Language:
    active = (get_language() or "")[:2]
    return next((each for each in LABELS if each == active), "nb")


def _blocks(actor: Actor) -> Iterator[Block]:
    for each in in_order():
        yield Heading(1, str(each.label))
        yield Paragraph(str(each.about))
        rows = tuple(tuple(in_words(value) for value in row) for row in each.rows(actor))
        if rows:
            columns = tuple(Column(str(heading)) for _key, heading in each.columns)
            yield Table(str(each.label), columns, rows)
        else:
            yield Paragraph(_("Nothing is stored."))


def in_html(statement: Statement) -> SafeString:
    """The statement's text in the reader's language, without its name."""
    blocks = tuple(_said(localized(statement, "text")))
    return to_html(Document(statement.name, _language(), blocks), prefix="statement")


def _said(text: str) -> Iterator[Block]:
    lines: list[str] = []
    for line in [*text.splitlines(), HEADING]:
        if line.startswith(HEADING):
            yield from text_to_blocks("\n".join(lines)) if lines else ()
            lines = []
            if line != HEADING:
                yield Heading(1, line.removeprefix(HEADING).strip())
        else:
            lines.append(line)

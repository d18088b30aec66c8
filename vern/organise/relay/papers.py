"""A relay on paper."""

from __future__ import annotations

from django.utils.translation import get_language, gettext

from vern.core.kernel.documents.blocks import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.ui.dates import day_and_time, short_day
from vern.organise.relay.queries import Group, Page

LANGUAGES: dict[str, Language] = {"nb": "nb", "nn": "nn", "en": "en"}


def document(page: Page) -> Document:
    """As far as its reader may know of it."""
    relay = page.relay
    blocks: list[Block] = [Paragraph(each) for each in _signatures(page)]
    if relay.word:
        blocks += [Heading(2, gettext("A word to the one who takes over"))]
        blocks += text_to_blocks(relay.word)
    for group in page.groups:
        blocks += [Heading(2, group.label), _table(group)]
    return Document(
        title=gettext("Handover: %(unit)s") % {"unit": relay.unit.name},
        language=LANGUAGES.get(get_language() or "nb", "nb"),
        blocks=tuple(blocks),
        subtitle=gettext("Handed over by %(person)s") % {"person": relay.leaves.name},
        contents=False,
    )


def _table(group: Group) -> Table:
    return Table(
        caption=group.label,
        columns=tuple(
            Column(each)
            for each in (gettext("What"), gettext("Unit"), gettext("By"), gettext("Word"))
        ),
        rows=tuple(
            (
                " ".join((item.thing.number, item.thing.title, *item.tags)).strip(),
                item.thing.unit,
                short_day(item.thing.due) if item.thing.due else "",
                item.word,
            )
            for item in group.items
        ),
        row_headers=True,
    )


def _signatures(page: Page) -> list[str]:
    relay = page.relay
    found = []
    if relay.left_at:
        names = {"person": relay.leaves.name, "when": day_and_time(relay.left_at)}
        found.append(gettext("Signed by %(person)s, who leaves, %(when)s.") % names)
    if relay.taken_at and relay.taken_by:
        names = {"person": relay.taken_by.name, "when": day_and_time(relay.taken_at)}
        found.append(gettext("Signed by %(person)s, who takes over, %(when)s.") % names)
    return found or [gettext("Nobody has signed yet.")]

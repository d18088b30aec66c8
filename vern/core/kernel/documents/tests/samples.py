"""A document with one of everything, for the tests of each writer."""

import datetime as dt
import io
from typing import Any, Final

from PIL import Image

from vern.core.kernel.documents.blocks import (
    Block,
    BulletList,
    Callout,
    Chart,
    Column,
    Document,
    Heading,
    NumberedList,
    PageBreak,
    Paragraph,
    Photo,
    Table,
    inline,
)
from vern.core.kernel.documents.labels import Language

ALTERNATIVE: Final = "Antallet meldinger øker fra 1 200 i 2023 til 2 400 i 2024."

SPEC: Final[dict[str, Any]] = {
    "data": {"values": [{"year": "2023", "reports": 1200.5}, {"year": "2024", "reports": 2400}]},
    "mark": "bar",
    "encoding": {
        "x": {"field": "year", "type": "ordinal"},
        "y": {"field": "reports", "type": "quantitative"},
    },
}


def table(caption: str = "Meldinger per enhet") -> Table:
    return Table(
        caption,
        (Column("Enhet"), Column("Antall", align="end")),
        (("Kjemisk institutt", "1 200"), ("Biologisk institutt", "2 400")),
        row_headers=True,
        note="Tall under fem vises ikke.",
    )


def chart(inner: Table | None = None) -> Chart:
    return Chart("Meldinger per år", ALTERNATIVE, SPEC, inner)


def photo(alternative: str = "Et hull i veggen på laben.") -> Photo:
    kept = io.BytesIO()
    Image.new("RGB", (48, 36), (40, 120, 110)).save(kept, "JPEG")
    return Photo("Laben", alternative, 48, 36, "/files/1/small/", kept.getvalue())


def document(language: Language = "nb", *more: Block) -> Document:
    return Document(
        title="Årsrapport 2024",
        language=language,
        subtitle="Helse, miljø og sikkerhet",
        author="Kari Nordmann",
        institution="Universitetet",
        date=dt.date(2025, 3, 1),
        notice="Syntetiske demodata",
        blocks=(
            Heading(1, "Sammendrag", number="1"),
            Paragraph(inline("Året var **godt** og _rolig_.")),
            BulletList(("Første punkt", "Andre punkt")),
            Heading(2, "Tallene", number="1.1"),
            table(),
            chart(table("Tallene bak")),
            NumberedList(("Meld", "Følg opp")),
            NumberedList(("Begynn på nytt",)),
            Callout("warning", "Husk vernerunden."),
            PageBreak(),
            Heading(1, "Videre arbeid", number="2"),
            *more,
        ),
    )

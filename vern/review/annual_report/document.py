"""A year's report as a document: what people wrote, with the figures put in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import singledispatchmethod

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from vern.core.kernel import clock
from vern.core.kernel.documents.blocks import (
    Block,
    BulletList,
    Callout,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    inline,
    text_to_blocks,
)
from vern.core.kernel.documents.html import to_html
from vern.core.kernel.documents.labels import Language, long_date
from vern.core.kernel.texts import localized
from vern.hub.figures import blocks as drawn
from vern.hub.figures import services as figures_services
from vern.hub.figures.ports import Answer, Question, figures
from vern.hub.figures.reference import references
from vern.review.annual_report import queries
from vern.review.annual_report.models import AnnualReport, SectionText
from vern.review.annual_report.outline import (
    Definitions,
    NewPage,
    Outline,
    Reference,
    Section,
    Sentence,
    Shown,
    Title,
    outline,
)


def compose(report: AnnualReport, language: Language) -> Document:
    """The report in a language. Raises Refused if the year has no figures."""
    with translation.override(language):
        day = report.extract_on or clock.today()
        composer = _Composer(
            outline=outline(),
            report=report,
            language=language,
            question=figures_services.question(year=report.year, as_of=day),
            texts=queries.latest_texts(report),
        )
        return composer.document()


@dataclass(frozen=True)
class _Composer:
    """One report in one language, while it is put together."""

    outline: Outline
    report: AnnualReport
    language: Language
    question: Question
    texts: dict[tuple[str, str], SectionText]

    def document(self) -> Document:
        unit = self.report.record.unit
        published = self.report.published_at is not None
        return Document(
            title=self.words("title", year=self.report.year),
            subtitle=None if published else self.words("draft"),
            language=self.language,
            institution=localized(unit, "name", self.language),
            date=self.question.as_of,
            notice=self.words("demo") if settings.VERN_DEMO else None,
            blocks=tuple(block for part in self.outline.parts for block in self.part(part)),
        )

    def words(self, key: str, **values: object) -> str:
        return self.outline.words[key](self.language, **values)

    @property
    def day(self) -> str:
        return long_date(self.question.as_of, self.language)

    def answer(self, key: str, part: Shown | None = None) -> Answer:
        level = part.level if part else None
        return figures_services.ask(figures[key], self.question, level=level)

    @singledispatchmethod
    def part(self, part: object) -> Iterator[Block]:
        raise TypeError(f"{part!r} is no part of a report")

    @part.register
    def _(self, part: Title) -> Iterator[Block]:
        yield Heading(part.level, part.text(self.language), part.number)

    @part.register
    def _(self, _part: NewPage) -> Iterator[Block]:
        yield PageBreak()

    @part.register
    def _(self, part: Section) -> Iterator[Block]:
        passage = queries.passage(self.texts, part, self.language)
        if passage.language is None:
            yield Callout("warning", self.words("not_written"))
        elif passage.language != self.language:
            yield Paragraph((Run(self.words(f"only_{passage.language}"), italic=True),))
        yield from text_to_blocks(passage.text) if passage.text else ()

    @part.register
    def _(self, part: Sentence) -> Iterator[Block]:
        answer = self.answer(part.figure)
        (row,) = answer.rows
        numbers = {
            column.key: drawn.written(row[column.key], column) for column in answer.figure.columns
        }
        text = part.text(self.language, year=self.report.year, day=self.day, **numbers)
        yield Paragraph(inline(text))

    @part.register
    def _(self, part: Shown) -> Iterator[Block]:
        answer = self.answer(part.figure, part)
        caption = (
            part.caption(self.language, year=self.report.year)
            if part.caption
            else drawn.caption(answer)
        )
        stated = self.words("stated", day=self.day)
        note = f"{answer.figure.definition} {stated}" if part.explained else stated
        table = replace(drawn.table(answer), caption=caption, note=note)
        if part.form == "table" or not drawn.bars(answer):
            yield table
        else:
            narrow = drawn.drawing(answer, narrow=True).spec
            yield replace(drawn.chart(answer), caption=caption, table=table, narrow=narrow)

    @part.register
    def _(self, part: Reference) -> Iterator[Block]:
        yield references[part.key].build()

    @part.register
    def _(self, _part: Definitions) -> Iterator[Block]:
        counted = "counted" if self.report.published_at else "counted_draft"
        yield Paragraph(self.words(counted, day=self.day))
        yield Paragraph(self.words("definitions"))
        yield BulletList(
            tuple(
                (Run(f"{figures[key].title}: ", bold=True), Run(str(figures[key].definition)))
                for key in dict.fromkeys(self.figure_keys())
            )
        )

    def figure_keys(self) -> Iterator[str]:
        for part in self.outline.parts:
            if isinstance(part, Shown | Sentence):
                yield part.figure


def preview(text: str, language: Language) -> SafeString:
    """What someone is writing, as it will look in the report."""
    written = Document(title="-", language=language, blocks=text_to_blocks(text), contents=False)
    return to_html(written, start_level=3, prefix="preview")

"""An assessment as a document: what everyone can print, sign and keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from vern.core.kernel.documents.blocks import (
    Block,
    BulletList,
    Callout,
    Chart,
    Column,
    Document,
    Heading,
    Paragraph,
    Table,
    text_to_blocks,
)
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.texts import localized
from vern.core.kernel.ui.dates import day
from vern.plan.risk import rules
from vern.plan.risk.queries.matrix import Grid, grid
from vern.plan.risk.queries.show import RowView, Sheet
from vern.plan.risk.queries.wording import how_it_stands, state_tag
from vern.plan.risk.rules import Colour, Method
from vern.plan.risk.scales import DIMENSION_LABELS, TERM_LABELS

FILL: Final = {Colour.GREEN: "#BFE3C8", Colour.YELLOW: "#FBE3A0", Colour.RED: "#F3B5AE"}
"""Light enough for dark text on them, each said in words in the table."""


def compose(found: Sheet, language: Language) -> Document:
    """The assessment in a language; what people wrote stays as they wrote it."""
    with translation.override(language):
        record, risk = found.record, found.risk
        return Document(
            title=record.title,
            subtitle=f"{localized(risk.type, 'name', language)}, {record.number}",
            language=language,
            institution=record.unit.name,
            date=found.approved_on,
            notice=_("Demo data") if settings.VERN_DEMO else None,
            blocks=tuple(_blocks(found)),
            contents=False,
        )


def _labelled(label: str, text: str) -> str:
    return f"{label}: {text}"


def _blocks(found: Sheet) -> Iterator[Block]:
    yield from _status(found)
    yield from _about(found)
    if found.method is Method.FULL and found.rows:
        yield Heading(1, _("The matrix"))
        yield _picture(found, grid(found), _("Before the measures"))
        yield _picture(found, grid(found, after=True), _("With the measures"))
    yield Heading(1, _("Factors") if found.method is Method.FACTORS else _("What can go wrong"))
    for number, view in enumerate(found.rows, 1):
        yield from _row(found, number, view)
    yield from _together(found)
    yield from _measures(found)
    yield from _disagreements(found)


def _status(found: Sheet) -> Iterator[Block]:
    tone, heading, line = how_it_stands(found.method, found.start)
    kind: Any = {"info": "info", "warning": "warning", "success": "info"}[tone]
    yield Callout(
        kind, f"{heading}. {line}" if found.start is not rules.Start.WAITS else f"{heading}."
    )
    risk = found.risk
    facts = [_labelled(_("State"), state_tag(found.state).text)]
    if risk.approved_at and risk.approved_by:
        facts.append(
            _("Approved by %(who)s on %(day)s, valid until %(until)s")
            % {
                "who": risk.approved_by.name,
                "day": day(risk.approved_at),
                "until": day(risk.valid_until),
            }
        )
    took_part = [f"{each.person.name} ({each.get_part_display()})" for each in found.participants]
    took_part += [risk.others] if risk.others else []
    if took_part:
        facts.append(_labelled(_("Took part"), ", ".join(took_part)))
    if risk.why_missing:
        facts.append(_labelled(_("Why someone did not take part"), risk.why_missing))
    yield BulletList(tuple(facts))


def _about(found: Sheet) -> Iterator[Block]:
    risk = found.risk
    if not (risk.about or risk.place):
        return
    yield Heading(1, _("What is assessed"))
    if risk.place:
        yield Paragraph(_labelled(_("Where"), risk.place))
    if risk.about:
        yield from text_to_blocks(risk.about)


def _row(found: Sheet, number: int, view: RowView) -> Iterator[Block]:
    row = view.row
    name = view.name or _("Not named")
    yield Heading(2, f"{number}. {name}")
    points = [
        (_("Work or step"), row.activity),
        (_("How it is with us"), row.hazard if view.factor else ""),
        (_("How it could happen"), row.cause),
        (_("In place today"), row.barriers),
    ]
    told = [_labelled(label, text) for label, text in points if text]
    told += [_labelled(_("Today"), _judged(found, view, row.before, view.before))]
    if view.after:
        told += [_labelled(_("With the measures"), _judged(found, view, row.after, view.after))]
    for measure in view.measures:
        done = _("done") if measure.done else measure.deadline
        told.append(_labelled(_("Measure"), f"{measure.title} ({done})"))
    yield BulletList(tuple(told))


def _judged(found: Sheet, view: RowView, judged: rules.Judged, colour: Colour) -> str:
    """The colour, and what was chosen."""
    said = found.said
    word = said.colour(colour) or _("not judged")
    if view.factor is not None and not judged.get("colour"):
        terms = [
            f"{TERM_LABELS[term]}: {said.colour(judged[term]).lower()}"
            for term in rules.TERMS
            if judged.get(term)
        ]
        return f"{word} ({', '.join(terms)})" if terms else word
    if found.method is not Method.FULL:
        return word
    often = {each.level: each.name for each in said.likelihoods()}
    bad = {each.level: each.name for each in said.consequences()}
    chosen = [often[judged[rules.LIKELIHOOD]]] if judged.get(rules.LIKELIHOOD) in often else []
    chosen += [
        f"{DIMENSION_LABELS[name]}: {bad[judged[name]]}"
        for name in said.dimensions
        if judged.get(name) in bad
    ]
    return f"{word} ({', '.join(chosen)})" if chosen else word


def _picture(found: Sheet, drawn: Grid, caption: str) -> Chart:
    values = [
        {
            "often": f"{line.likelihood.level} {line.likelihood.name}",
            "bad": f"{bad.level} {bad.name}",
            "colour": found.said.colour(cell.colour),
            "rows": cell.numbers,
        }
        for line in drawn.lines
        for bad, cell in zip(drawn.consequences, line.cells, strict=True)
    ]
    return Chart(
        caption=caption,
        alternative=_alternative(drawn),
        spec=_spec(found, drawn, values, wide=True),
        narrow=_spec(found, drawn, values, wide=False),
        table=_table(found, drawn, caption),
    )


def _alternative(drawn: Grid) -> str:
    filled = [
        _("%(often)s and %(bad)s: %(rows)s")
        % {"often": line.likelihood.name, "bad": bad.name, "rows": cell.numbers}
        for line in drawn.lines
        for bad, cell in zip(drawn.consequences, line.cells, strict=True)
        if cell.rows
    ]
    return "; ".join(filled) or _("No row lies in the matrix yet.")


def _spec(found: Sheet, drawn: Grid, values: list[dict[str, str]], *, wide: bool) -> dict[str, Any]:
    """Squares in their colours, with the numbers of the rows that lie in them."""
    often = [f"{line.likelihood.level} {line.likelihood.name}" for line in drawn.lines]
    bad = [f"{each.level} {each.name}" for each in drawn.consequences]
    colours = [Colour.GREEN, Colour.YELLOW, Colour.RED]
    x = {"field": "bad", "type": "ordinal", "sort": bad, "title": _("Consequence")}
    y = {"field": "often", "type": "ordinal", "sort": often, "title": _("Likelihood")}
    return {
        "width": 520 if wide else 300,
        "height": 46 * len(often),
        "data": {"values": values},
        "encoding": {
            "x": {
                **x,
                "axis": {"labelAngle": 0 if wide else -40, "labelLimit": 100, "grid": False},
            },
            "y": {**y, "axis": {"labelLimit": 130 if wide else 90, "grid": False}},
        },
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "color": {
                        "field": "colour",
                        "type": "nominal",
                        "legend": None,
                        "scale": {
                            "domain": [found.said.colour(each) for each in colours],
                            "range": [FILL[each] for each in colours],
                        },
                    }
                },
            },
            {
                "mark": {"type": "text", "fontSize": 15, "fontWeight": "bold", "color": "#1E2B3C"},
                "encoding": {"text": {"field": "rows"}},
            },
        ],
    }


def _table(found: Sheet, drawn: Grid, caption: str) -> Table:
    columns = [Column(_("Likelihood")), *(Column(each.name) for each in drawn.consequences)]
    rows = tuple(
        (
            line.likelihood.name,
            *(
                f"{found.said.colour(cell.colour)}: {cell.numbers}"
                if cell.rows
                else found.said.colour(cell.colour)
                for cell in line.cells
            ),
        )
        for line in drawn.lines
    )
    return Table(
        caption,
        tuple(columns),
        rows,
        row_headers=True,
        note=_("Each cell says its colour, and the numbers of the rows that lie in it."),
    )


def _together(found: Sheet) -> Iterator[Block]:
    risk = found.risk
    if found.method is not Method.FACTORS:
        return
    yield Heading(1, _("All in all"))
    before, now = found.said.colour(risk.sum_before), found.said.colour(risk.sum_after)
    unjudged = _("not judged")
    yield BulletList(
        (
            _labelled(_("Today"), before or unjudged),
            _labelled(_("With the measures"), now or before or unjudged),
        )
    )
    for text in (risk.interaction, risk.together):
        yield from text_to_blocks(text) if text else ()


def _measures(found: Sheet) -> Iterator[Block]:
    if not found.measures:
        return
    yield Heading(1, _("Measures"))
    yield Table(
        _("Measures"),
        (
            Column(_("What")),
            Column(_("Who")),
            Column(_("By when")),
            Column(_("Before the work starts")),
            Column(_("How it stands")),
        ),
        tuple(
            (
                each.title,
                each.who,
                each.deadline,
                _("yes") if each.before_start else _("no"),
                _stands(each),
            )
            for each in found.measures
        ),
    )


def _stands(measure: Any) -> str:
    if measure.before_start and measure.verified_at:
        return _("seen in place %(day)s") % {"day": day(measure.verified_at)}
    return _("done") if measure.done else _("open")


def _disagreements(found: Sheet) -> Iterator[Block]:
    if not found.disagreements:
        return
    yield Heading(1, _("Not everyone agreed"))
    for each in found.disagreements:
        yield Paragraph(f"{each.by.name}, {day(each.raised_at)}: {each.text}")
        if each.answered_at:
            who = each.answered_by.name if each.answered_by else ""
            label = _("Answer")
            yield Paragraph(f"{label}, {who}, {day(each.answered_at)}: {each.answer}")

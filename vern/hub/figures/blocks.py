"""Figures as parts of a document: a table, or a chart with its table and its text alternative."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from vern.core.kernel.documents import blocks
from vern.core.kernel.ui import dates
from vern.hub.figures.drawing import Bar, Bars, Picture, picture
from vern.hub.figures.ports import Answer, Column, Question, Row, Value, Withheld

_FEW = 8
_LARGEST = 5


def table(answer: Answer) -> blocks.Table:
    """The answer's table, its numbers written for people; a single row stands upright."""
    return blocks.Table(
        caption=caption(answer),
        columns=tuple(
            blocks.Column(header, "end" if numeric else "start")
            for header, numeric in headers(answer)
        ),
        rows=tuple(cells(answer)),
        row_headers=True,
        note=note(answer),
    )


def chart(answer: Answer) -> blocks.Chart:
    """The answer drawn, with its table. Raises ValueError for a figure that has no chart."""
    drawn = drawing(answer)
    cut = cut_off(answer)
    return blocks.Chart(
        caption=f"{caption(answer)}. {cut}" if cut else caption(answer),
        alternative=alternative(answer),
        spec=drawn.spec,
        table=table(answer),
    )


def cut_off(answer: Answer) -> str:
    """How many of the rows are drawn, as a sentence; empty where all are that are not zero."""
    how = _how(answer)
    filled = sum(1 for row in answer.rows if size(row[how.series[0]]))
    if how.upright or filled <= how.most:
        return ""
    return _("The chart shows the %(some)s largest of %(all)s.") % {"some": how.most, "all": filled}


def drawing(answer: Answer, *, narrow: bool = False) -> Picture:
    """The answer's picture. Raises ValueError for a figure that has no chart."""
    how = _how(answer)
    return picture(bars(answer), upright=how.upright, narrow=narrow)


def caption(answer: Answer) -> str:
    """Title, unit (where it is not the whole institution) and year."""
    unit = answer.question.unit
    parts = [str(answer.figure.title)]
    if unit is not None and unit.parent_id is not None:
        parts.append(unit.name)
    return ", ".join([*parts, str(answer.question.year)])


def note(answer: Answer) -> str:
    """What is counted, as of which day, and what is not shown."""
    said = (answer.figure.definition, stated(answer.question), kept_back(answer))
    return " ".join(str(each) for each in said if each)


def kept_back(answer: Answer) -> str:
    """Why numbers are not shown, as a sentence; empty where all are."""
    found = [v for row in answer.rows for v in row.values() if isinstance(v, Withheld)]
    if not found:
        return ""
    words = {"least": found[0].least}
    if answer.figure.counts_persons:
        text = _(
            "Numbers of fewer than %(least)s persons are not shown, nor are those from which they "
            "could be worked out."
        )
    else:
        text = _(
            "Numbers below %(least)s are not shown, nor are those from which they could be worked "
            "out."
        )
    return text % words


def stated(question: Question) -> str:
    """The day as of which figures are stated, as a sentence."""
    words = {"day": dates.day(question.as_of)}
    if question.extracts.get(question.year) == question.as_of:
        return _("Stated as of %(day)s, like the annual report.") % words
    return _("Stated as of %(day)s.") % words


def headers(answer: Answer) -> list[tuple[str, bool]]:
    """The headings of the table, each with whether numbers stand under it."""
    if answer.figure.single_row:
        return [(_("What is counted"), False), (_("Number"), True)]
    return [(str(column.label), column.numeric) for column in answer.shown]


def cells(answer: Answer) -> list[tuple[str, ...]]:
    """The rows of the table as texts."""
    if answer.figure.single_row:
        (row,) = answer.rows
        return [(str(column.label), written(row[column.key], column)) for column in answer.shown]
    return [
        tuple(written(row[column.key], column) for column in answer.shown)
        for row in answer.labelled
    ]


def written(value: Value, column: Column) -> str:
    """A value as people read it: `1 000`, `77,2`, a dash where there is nothing to count."""
    if value is None:
        return "–"
    if isinstance(value, Withheld):
        return str(value)
    if not column.numeric or isinstance(value, str):
        return str(value)
    return str(number_format(value, column.decimals, use_l10n=True, force_grouping=True))


def bars(answer: Answer) -> list[Bar]:
    """The bars of the answer's chart, in the order in which they stand."""
    how = _how(answer)
    series = _series(answer)
    rows = list(answer.labelled)
    if not how.upright:
        rows = _largest(rows, how)
    first = answer.figure.columns[0].key
    return [
        Bar(str(row[first]), str(column.label), size(row[column.key]), _said(row[column.key]))
        for row in rows
        for column in series
    ]


def size(value: Value) -> float:
    """How long a bar is: what is not shown, or not there, has none."""
    return float(value) if isinstance(value, int | float) else 0


def _said(value: Value) -> str:
    """What stands in place of a number that is not there."""
    return "" if isinstance(value, int | float) else written(value, Column("", ""))


def is_drawn(answer: Answer) -> bool:
    """Whether there is a picture of it: nothing but noughts is none."""
    return answer.figure.chart is not None and any(bar.value or bar.said for bar in bars(answer))


def alternative(answer: Answer) -> str:
    """What the chart shows, in words: every bar, or the largest where there are many."""
    how = _how(answer)
    drawn = bars(answer)
    if not drawn:
        return _("Bar chart without bars: there is nothing to count.")
    sentences = [
        _one_series(column, [bar for bar in drawn if bar.series == str(column.label)], how.upright)
        for column in _series(answer)
    ]
    return " ".join([_("Bar chart."), *sentences])


def _one_series(column: Column, drawn: Sequence[Bar], upright: bool) -> str:  # noqa: FBT001
    everything = upright or len(drawn) <= _FEW
    shown = drawn if everything else drawn[:_LARGEST]
    said = ", ".join(f"{bar.label} {bar.said or written(bar.value, column)}" for bar in shown)
    if everything:
        return _("%(what)s: %(bars)s.") % {"what": column.label, "bars": said}
    words = {"what": column.label, "bars": said, "rest": len(drawn) - len(shown)}
    return _("%(what)s, the largest: %(bars)s. Then come %(rest)s smaller ones.") % words


def _how(answer: Answer) -> Bars:
    if answer.figure.chart is None:
        raise ValueError(f"{answer.figure.key} has no chart")
    return answer.figure.chart


def _series(answer: Answer) -> list[Column]:
    wanted = _how(answer).series
    return [column for column in answer.figure.columns if column.key in wanted]


def _largest(rows: Sequence[Row], how: Bars) -> list[Row]:
    def length(row: Row) -> float:
        return size(row[how.series[0]])

    filled = [row for row in rows if length(row) > 0]
    return sorted(filled, key=length, reverse=True)[: how.most]

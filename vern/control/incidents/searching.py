"""What reports and lessons are found by."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.queries.searching import (
    READERS,
    SENT,
    WHOLE,
    lesson_texts,
    lessons_read,
    only_sent,
    read_whole,
    report_texts,
)
from vern.hub.search.ports import About, Layer, Searchable, searchables


def register() -> None:
    searchables.add(
        Searchable(
            "incident",
            gettext_lazy("Reports"),
            pgettext_lazy("noun", "Report"),
            About.RECORD,
            layers=(
                Layer(WHOLE, read_whole, capabilities=lambda: (SEE,), part=True),
                Layer(SENT, only_sent, part=True),
            ),
            texts=report_texts,
            order=10,
        ),
        Searchable(
            "lesson",
            gettext_lazy("Lessons"),
            gettext_lazy("Lesson"),
            About.RECORD,
            layers=(Layer(READERS, lessons_read, everyone=True, each_alone=True),),
            texts=lesson_texts,
            order=30,
        ),
    )

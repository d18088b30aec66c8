"""The few words a document says by itself, in its own language.

A document's language is chosen by its writer and may differ from the reader's interface, so these
are not interface texts.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["nb", "nn", "en"]
CalloutKind = Literal["info", "success", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Labels:
    """Words for one language; `page` has the places `{number}` and `{total}`, `figure_numbers`
    (the name of the table under a figure) has `{number}`."""

    tag: str
    table: str
    figure: str
    figure_numbers: str
    contents: str
    numbers: str
    note: str
    page: str
    callouts: Mapping[CalloutKind, str]
    months: tuple[str, ...]
    days: tuple[str, ...]


_NORWEGIAN_MONTHS: Final = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)

LABELS: Final[Mapping[Language, Labels]] = {
    "nb": Labels(
        tag="nb-NO",
        table="Tabell",
        figure="Figur",
        figure_numbers="Figur {number}, tallene",
        contents="Innhold",
        numbers="Tallene i figuren",
        note="Merknad",
        page="Side {number} av {total}",
        callouts={"info": "Merk", "success": "I orden", "warning": "Obs", "danger": "Advarsel"},
        months=_NORWEGIAN_MONTHS,
        days=("søndag", "mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag"),
    ),
    "nn": Labels(
        tag="nn-NO",
        table="Tabell",
        figure="Figur",
        figure_numbers="Figur {number}, tala",
        contents="Innhald",
        numbers="Tala i figuren",
        note="Merknad",
        page="Side {number} av {total}",
        callouts={"info": "Merk", "success": "I orden", "warning": "Obs", "danger": "Åtvaring"},
        months=_NORWEGIAN_MONTHS,
        days=("søndag", "måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag"),
    ),
    "en": Labels(
        tag="en-GB",
        table="Table",
        figure="Figure",
        figure_numbers="Figure {number}, the numbers",
        contents="Contents",
        numbers="The numbers in the figure",
        note="Note",
        page="Page {number} of {total}",
        callouts={"info": "Note", "success": "In order", "warning": "Caution", "danger": "Warning"},
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
        days=("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"),
    ),
}


def long_date(day: dt.date, language: Language) -> str:
    """`1. mars 2025` or `1 March 2025`."""
    point = "" if language == "en" else "."
    return f"{day.day}{point} {LABELS[language].months[day.month - 1]} {day.year}"

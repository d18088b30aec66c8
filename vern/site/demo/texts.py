"""Fill the slots of a case's words: who, where, when, what."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from random import Random
from typing import Any

from vern.site.demo.catalogue import Case
from vern.site.demo.content import BuildingRow, RoomRow, read_toml

_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_END = (". ", "! ", "? ", ": ")
_FLOOR = re.compile(r"korridor (\d)\. etasje")
_FLOOR_WORDS = {"nb": "korridoren i {}. etasje", "nn": "korridoren i {}. etasje",
                "en": "the corridor on floor {}"}  # fmt: skip
_ROOM = {"nb": "rom {}", "nn": "rom {}", "en": "room {}"}
HURRIED = 0.06  # share of reports typed in a hurry on a phone


@cache
def _slots() -> dict[str, Any]:
    return read_toml("slots.toml")


def room_words(room: str, language: str) -> str:
    """How people write a room: "rom 214", "korridoren i 2. etasje", "L214"."""
    named: dict[str, str] = _slots()["rooms"][language]
    if room in named:
        return named[room]
    if floor := _FLOOR.fullmatch(room):
        return _FLOOR_WORDS[language].format(floor[1])
    return _ROOM[language].format(room) if room.isdigit() else room


def time_words(language: str, happened: dt.datetime, written: dt.datetime, chance: Random) -> str:
    """When it happened, as seen from when it was written."""
    words = _slots()["times"][language]
    days = (written.date() - happened.date()).days
    group = ("today", "yesterday")[days] if days < 2 else "earlier"
    part = sum(happened.hour >= hour for hour in (9, 12, 17))
    text: str = chance.choice(words[group])
    return text.format(
        h=f"{happened.hour:02}",
        m=f"{happened.minute // 5 * 5:02}",
        d=happened.day,
        part=words["parts"][part],
        weekday=words["weekdays"][happened.weekday()],
        month=words["months"][happened.month - 1],
    )


class Writer:
    """Writes one report: the same word stays the same from title to last sentence."""

    def __init__(
        self,
        case: Case,
        place: tuple[BuildingRow, RoomRow],
        times: tuple[dt.datetime, dt.datetime],
        chance: Random,
    ) -> None:
        self.case, self.chance = case, chance
        building, room = place
        self.words = {
            "bygg": building.name,
            "rom": room_words(room.room, case.language),
            "tid": time_words(case.language, *times, chance),
        }

    def _word(self, slot: str) -> str:
        if slot not in self.words:
            slots = _slots()
            own = slots[self.case.language]
            choices = own[slot] if slot in own else slots["times"][self.case.language][slot]
            self.words[slot] = self.chance.choice(choices)
        return self.words[slot]

    def fill(self, text: str) -> str:
        """The text with its slots filled; a slot that begins a sentence gets a capital."""

        def put(match: re.Match[str]) -> str:
            word = self._word(match[1])
            before = text[: match.start()]
            begins = not before or before.endswith(_SENTENCE_END[:3])
            return word[:1].upper() + word[1:] if begins else word

        return _SLOT.sub(put, text)

    def title(self) -> str:
        return self.fill(self.case.title)

    def description(self) -> str:
        """The case's text, often with a sentence or two more, sometimes typed in a hurry."""
        sentences = [self.case.text]
        count = min(len(self.case.more), self.chance.choices((0, 1, 2), (30, 50, 20))[0])
        sentences += self.chance.sample(self.case.more, count)
        text = " ".join(self.fill(sentence) for sentence in sentences)
        if self.chance.random() < HURRIED:
            text = (text[:1].lower() + text[1:]).removesuffix(".")
        return text

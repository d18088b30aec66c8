"""The people, the places and the days of the demo's stories."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from vern.control.incidents import services as incidents
from vern.control.incidents.models import (
    Category,
)
from vern.control.incidents.rules import IncidentType, Level, Severity
from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel import clock
from vern.core.measures import services as measures
from vern.core.measures.models import Measure
from vern.core.org.actors import Actor, for_person
from vern.core.org.models import Building, Person, Unit
from vern.core.records.models import Record
from vern.site.demo.content import last_day
from vern.site.demo.posts import organisation

HOME = "IKP"
FIRST_HOUR = 8


@dataclass(frozen=True)
class Stage:
    """The people and places of the stories."""

    @cached_property
    def unit(self) -> Unit:
        return Unit.objects.get(code=HOME)

    @cached_property
    def hall(self) -> Building:
        return Building.objects.get(code="HAL")

    @cached_property
    def _people(self) -> dict[str, Person]:
        cast = {each.email: each.demo_role for each in organisation().people if each.demo_role}
        return {cast[each.email]: each for each in Person.objects.filter(email__in=cast)}

    def person(self, role: str) -> Person:
        return self._people[role]

    def actor(self, role: str) -> Actor:
        return for_person(self.person(role))

    def told(self, who: str, text: str, type_: IncidentType, **more: Any) -> Record:
        files = more.pop("attachments", ())
        draft = incidents.Draft(text, more.pop("unit", self.unit), type_, **more)
        return incidents.report(actor=self.actor(who), draft=draft, attachments=files)

    def case(
        self,
        who: str,
        text: str,
        type_: IncidentType,
        *,
        days: int,
        hour: int = FIRST_HOUR,
        began: int | None = None,
        **more: Any,
    ) -> Record:
        """Told so many days before the last one; the leader began on it `began` days before, if at
        all."""
        with days_ago(days, hour):
            record = self.told(who, text, type_, **more)
        if began is not None:
            with days_ago(began):
                self.taken_up(record)
        return record

    def taken_up(self, record: Record) -> Record:
        incidents.take_up(actor=self.actor("leader"), record=record)
        return record

    def brought_up(self, record: Record, reason: str, by: str = "leader") -> None:
        incidents.bring_up(actor=self.actor(by), record=record, reason=reason)

    def handed_over(self, record: Record, reason: str) -> None:
        incidents.hand_over(actor=self.actor("leader"), record=record, reason=reason)

    def decided(self, record: Record, title: str, plan_text: str, **more: Any) -> Measure:
        plan = measures.Plan(
            type=more.pop("type", Measure.Type.CORRECTIVE),
            title=title,
            plan_text=plan_text,
            responsible=more.pop("responsible", self.person("employee")),
            due_on=more.pop("due_on", clock.today() + dt.timedelta(days=21)),
            **more,
        )
        return incidents.add_measure(actor=self.actor("leader"), record=record, plan=plan)


def assessed(stage: Stage, record: Record, type_: IncidentType, potential: Level) -> None:
    incidents.assess(
        actor=stage.actor("leader"),
        record=record,
        assessment=incidents.Assessment(
            type=type_,
            severity=Severity(human_actual=Level.NONE_OR_MINOR, human_potential=potential),
        ),
    )


@contextmanager
def days_ago(days: int, hour: int = FIRST_HOUR) -> Iterator[None]:
    """So many days before the demo's last one."""
    day = last_day() - dt.timedelta(days=days)
    with clock.at(clock.start_of(day) + dt.timedelta(hours=hour)):
        yield


def photo(name: str, colour: tuple[int, int, int]) -> NewAttachment:
    """A drawn picture that says what it is."""
    image = Image.new("RGB", (1200, 900), (232, 234, 236))
    draw = ImageDraw.Draw(image)
    draw.rectangle((180, 200, 1020, 760), fill=colour)
    draw.rectangle((260, 280, 640, 680), fill=(250, 250, 248))
    draw.line((700, 240, 960, 720), fill=(40, 44, 52), width=18)
    draw.text((200, 800), "Syntetisk bilde til demo", fill=(40, 44, 52), font_size=44)
    kept = io.BytesIO()
    image.save(kept, "JPEG")
    return receive(ContentFile(kept.getvalue()), name=name)


def category(key: str) -> Category:
    return Category.objects.get(key=key)

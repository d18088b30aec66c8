"""The system's main job as one story, told the same whoever's hands and whatever browser."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from tests.cast import Cast
from tests.journeys.conftest import Site
from tests.journeys.hands import Hands
from tests.journeys.mail import text_of
from vern.core.kernel import clock

HAPPENED = "Syreflasken sprakk i avtrekket"
TOLD = f"{HAPPENED}\nIngen ble skadet, men det rant ut på benken."
DECIDED = "Bytte de gamle syreflaskene i avtrekk 3"
IN_THE_PLAN = "Bytte gammel emballasje for kjemikalier"
CAUSE = "Flasken var fra 1998, og ingen hadde sett etter."
DONE = "Alle flaskene er byttet."
ANSWER = "Takk. Vi har byttet flaskene, så det ikke skjer igjen."

REPORTER = "reporter@vern.example"
LEADER = "leader@vern.example"
RESPONSIBLE = "employee@vern.example"


@dataclass
class Story:
    """One report's way. `hands()` gives a person with a browser of their own."""

    site: Site
    cast: Cast
    hands: Callable[[], Hands]
    photo: Path

    def tell(self) -> None:
        reporter = self.report()
        leader = self.take_up()
        self.assess(leader)
        self.decide(leader)
        self.carry_out()
        self.close(leader)
        self.read_all_of_it(reporter)

    def report(self) -> Hands:
        """An employee reports with a photo, and is given a number."""
        employee = self.hands()
        employee.go("/")
        employee.sign_in(REPORTER)
        employee.follow("/report/")
        employee.follow("/report/?channel=hse")
        proposed = employee.field("unit").locator("option:checked")
        expect(proposed).to_contain_text(self.cast.units["INST"].name)
        employee.fill("description", TOLD)
        employee.choose("type", "near_miss")
        employee.sees(self.cast.people["case_handler"].name)
        employee.unfold("attached")
        employee.attach("attached", self.photo)
        employee.fill_day("day", clock.today())
        employee.unfold("room")
        employee.fill("room", "Lab 3")
        employee.send()
        employee.sees("AVV-")
        employee.sees(self.cast.people["case_handler"].name)
        return employee

    def take_up(self) -> Hands:
        """The leader gets a mail, follows its link, and starts."""
        self.site.deliver()
        told = self.site.postbox.to(LEADER)
        assert len(told) == 1
        assert HAPPENED not in str(told[0]["Subject"]) + text_of(told[0])
        leader = self.hands()
        leader.go(self.site.postbox.link(LEADER))
        leader.sign_in(LEADER)
        leader.sees(HAPPENED)
        self.look_at_the_photo(leader.page)
        leader.press("/start/")
        return leader

    def look_at_the_photo(self, page: Page) -> None:
        """It is there, and tells nothing of where and by whom it was taken."""
        source = page.locator("main a:has(img)").first.get_attribute("href")
        answer = page.request.get(f"{self.site.url}{source}")
        assert answer.ok
        image = Image.open(io.BytesIO(answer.body()))
        assert image.size == (640, 480)
        assert not image.getexif()
        assert "comment" not in image.info
        assert b"Revealing" not in answer.body()

    def assess(self, leader: Hands) -> None:
        leader.follow("/assess/")
        leader.choose("human_actual", "0")
        leader.choose("human_potential", "2")
        leader.choose("categories", "chemicals_gas")
        leader.choose("causes", "equipment")
        leader.fill("cause_text", CAUSE)
        leader.send()
        leader.sees(CAUSE)

    def decide(self, leader: Hands) -> None:
        leader.follow("/measure/")
        leader.fill("title", DECIDED)
        leader.unfold("plan_text")
        leader.fill("plan_text", IN_THE_PLAN)
        leader.pick("responsible", self.cast.people["employee"].name)
        leader.fill_day("due_on", clock.today() + dt.timedelta(days=14))
        leader.unfold("type")
        leader.choose("type", "preventive")
        leader.send()
        leader.sees(DECIDED)

    def carry_out(self) -> None:
        """The one responsible gets a mail, and says that it is done."""
        self.site.deliver()
        helper = self.hands()
        helper.go(self.site.postbox.link(RESPONSIBLE))
        helper.sign_in(RESPONSIBLE)
        helper.sees(IN_THE_PLAN)
        helper.fill("comment", DONE)
        helper.send()
        helper.sees(DONE)

    def close(self, leader: Hands) -> None:
        """The leader finds it in My work, and answers."""
        leader.go("/")
        leader.follow_text(HAPPENED)
        leader.follow("/close/")
        leader.fill("message", ANSWER)
        leader.send()
        leader.sees(ANSWER)

    def read_all_of_it(self, reporter: Hands) -> None:
        """The reporter was told by mail at each step, and sees the steps and the answer."""
        self.site.deliver()
        mails = self.site.postbox.to(REPORTER)
        assert len(mails) == 5
        assert ANSWER not in text_of(mails[-1])
        reporter.go(self.site.postbox.link(REPORTER))
        steps = reporter.page.locator("main .vern-steps").first
        assert steps.locator("li").count() == 5
        for text in (IN_THE_PLAN, ANSWER):
            expect(steps).to_contain_text(text)
        expect(reporter.page.locator("main")).not_to_contain_text(DECIDED)
        expect(reporter.page.locator("main")).not_to_contain_text(CAUSE)

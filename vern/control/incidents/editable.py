"""What the institution may change of how reports are made and handled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.models import (
    Category,
    Cause,
    Channel,
    EmergencyNumber,
    NotificationRule,
    ReportingPolicy,
    SeverityLevel,
)
from vern.control.incidents.queries.choices import CAUSE_GROUPS
from vern.core.kernel.editable import (
    Address,
    Choice,
    ContentKind,
    Number,
    Part,
    Several,
    Text,
    Values,
    YesNo,
    content_kinds,
)
from vern.core.kernel.errors import Refused
from vern.hub.content.capabilities import EDIT

CATEGORIES = "incidents.categories"
CAUSES = "incidents.causes"
SEVERITY = "incidents.severity"
TELLING = "incidents.telling"
CHANNELS = "incidents.channels"
NUMBERS = "incidents.emergency_numbers"
POLICY = "incidents.policy"

OURS = "hse"
"""The key of the channel that is this system."""
_CALLED = re.compile(r"\+?[0-9 ]{3,20}")

NAME = Text("name", _("Name"), needed=True, translated=True)
ORDER = Number("order", _("Place in the list"), _("The lowest number comes first."))
PHONE_NUMBER_NEEDED = _("Write a telephone number: digits and spaces.")


def _help(label: Any, help_text: Any = "", *, lines: int = 2) -> Text:
    return Text("help", label, help_text, translated=True, lines=lines, limit=300)


def category_choices() -> Sequence[tuple[str, str]]:
    """All, also those that have ended: a rule may still speak of them."""
    return [
        (each.key, each.name if each.offered else gettext("%(name)s (ended)") % {"name": each.name})
        for each in Category.objects.all()
    ]


def _named_by(rule: Any) -> list[str]:
    return [each.key for each in rule.categories.all()]


def _narrow(rule: Any, keys: Iterable[str]) -> None:
    rule.categories.set(Category.objects.filter(key__in=keys))


def _check_rule(_key: str, values: Values) -> None:
    about_categories = values["when"] == NotificationRule.When.CATEGORY
    if about_categories and not values["categories"]:
        raise Refused(_("Choose which categories it is about."), field="categories")
    if values["phone"] and not _CALLED.fullmatch(values["phone"]):
        raise Refused(PHONE_NUMBER_NEEDED, field="phone")


def _check_channel(key: str, values: Values) -> None:
    if key == OURS and values["url"]:
        raise Refused(_("This channel is this system. It has no address."), field="url")
    if key != OURS and not values["url"]:
        raise Refused(_("Write the address of the page where it is told."), field="url")


def _check_number(_key: str, values: Values) -> None:
    if not _CALLED.fullmatch(values["number"]):
        raise Refused(PHONE_NUMBER_NEEDED, field="number")


def _criteria(name: str, label: Any) -> Part:
    return Text(name, label, needed=True, translated=True, lines=3, limit=1000)


def register() -> None:
    content_kinds.add(
        ContentKind(
            CATEGORIES,
            _("Categories"),
            _("What a report is about."),
            Category,
            (
                NAME,
                _help(_("Explanation")),
                YesNo(
                    "restricts",
                    _("Such reports are for named people only"),
                    _("Holds for reports that come from now on."),
                ),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
        ContentKind(
            CAUSES,
            _("Causes"),
            _("Why it happened, as the handler judges it."),
            Cause,
            (
                NAME,
                _help(_("Explanation")),
                Choice("group", _("Group"), needed=True, choices=_groups),
                ORDER,
            ),
            EDIT,
            grows=True,
        ),
        ContentKind(
            SEVERITY,
            _("Severity"),
            _("The levels, and what each means. Reports keep the words they were assessed by."),
            SeverityLevel,
            (
                NAME,
                _criteria("human", pgettext_lazy("harm to", "People")),
                _criteria("material", _("Material")),
                _criteria("environment", _("Outer environment")),
            ),
            EDIT,
            by="level",
        ),
        ContentKind(
            TELLING,
            _("Who must be told"),
            _("Authorities and others who must be told at once, and by which law."),
            NotificationRule,
            (
                Text("name", _("Who"), needed=True, translated=True),
                _help(_("What to do")),
                Choice(
                    "when", _("When"), needed=True, choices=lambda: NotificationRule.When.choices
                ),
                Several(
                    "categories",
                    _("Only reports about"),
                    _("Choose none, and it holds for all."),
                    choices=category_choices,
                    keys=_named_by,
                    choose=_narrow,
                ),
                Text("paragraph", _("By which law"), needed=True, limit=100),
                Text("phone", _("Telephone"), limit=30),
                Address("url", _("Address of a form or a page")),
                ORDER,
            ),
            EDIT,
            grows=True,
            check=_check_rule,
        ),
        ContentKind(
            CHANNELS,
            _("Where things are told"),
            _("What people choose among before they report, and the advice at once about danger."),
            Channel,
            (
                NAME,
                _help(
                    _("Explanation"),
                    _(
                        "The first line stands where one chooses. Of our own channel, the others say"
                        " what to do at once about danger."
                    ),
                    lines=6,
                ),
                Address("url", _("Address"), _("Empty for the channel that is this system.")),
                ORDER,
            ),
            EDIT,
            grows=True,
            kept=frozenset({OURS}),
            check=_check_channel,
        ),
        ContentKind(
            NUMBERS,
            _("Emergency numbers"),
            _("Whom to call when someone is in danger."),
            EmergencyNumber,
            (
                NAME,
                Text("number", _("Telephone"), needed=True, limit=20),
                _help(_("Explanation")),
                ORDER,
            ),
            EDIT,
            grows=True,
            check=_check_number,
        ),
        ContentKind(
            POLICY,
            _("How reporting works"),
            _(
                "Days to handle a report and to object, and whether one may report without an account."
            ),
            ReportingPolicy,
            (
                YesNo("nameless_allowed", _("Anyone may report without signing in")),
                Number("days_to_close", _("Days to handle a report"), least=1, most=365),
                Number("days_to_object", _("Days to object to closing"), most=90),
            ),
            EDIT,
            by="id",
            single=True,
            page="incidents:steering",
        ),
    )


def _groups() -> Sequence[tuple[str, Any]]:
    return [(str(key.value), label) for key, label in CAUSE_GROUPS.items()]

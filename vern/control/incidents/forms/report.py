"""The form that anyone reports with."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vern.control.incidents.forms.fields import text_field, type_field, unit_field
from vern.control.incidents.queries import choices
from vern.control.incidents.services import Draft
from vern.core.files.images import CleanImage, clean
from vern.core.kernel import clock
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui.forms import DayField
from vern.core.kernel.ui.selects import Fixed
from vern.core.org.actors import Actor
from vern.core.org.models import Building

MORE = ("day", "time", "building", "room", "photo", "done_at_once", "proposal")


class ClockInput(forms.TimeInput):
    """The browser's own picker for a clock time."""

    def __init__(self) -> None:
        super().__init__({"type": "time"}, format="%H:%M")


def _building(value: str) -> Building:
    return Building.objects.get(pk=value)


class ReportForm(forms.Form):
    """Three answers are asked of everyone; the rest is for those who have the time."""

    description = text_field(
        _("What happened?"),
        limit=5000,
        rows=5,
        required=True,
        help_text=_("A few sentences are enough. Leave out names of others and health details."),
        missing=_("Write what happened."),
    )
    unit = unit_field(_("Where?"), _("The unit where it happened, or that it concerns."))
    type = type_field(_("What is it?"))
    day = DayField(label=_("Which day?"), required=False)
    time = forms.TimeField(label=_("What time?"), required=False, widget=ClockInput)
    building = forms.TypedChoiceField(
        label=_("Building"), required=False, coerce=_building, empty_value=None
    )
    room = forms.CharField(
        label=_("Room or place"),
        required=False,
        max_length=100,
        error_messages={
            "max_length": _("This is too long. It can have %(limit_value)d characters.")
        },
    )
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        allow_empty_file=True,  # our own check says it in better words
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_(
            "Avoid faces. Position and camera data are removed. At most 15 MB, JPEG, PNG or WebP."
        ),
    )
    without_photo = forms.BooleanField(label=_("Send without the photo"), required=False)
    done_at_once = text_field(_("What was done at once?"), limit=2000, rows=3)
    proposal = text_field(_("What could be done about it?"), limit=2000, rows=3)
    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Something went wrong with the page. Send it once more."),
            "invalid": _("Something went wrong with the page. Send it once more."),
        },
    )

    image: CleanImage | None = None
    """The photo that came with this sending, cleaned."""

    def __init__(self, *args: Any, actor: Actor) -> None:
        super().__init__(*args)
        self.initial = {"key": uuid4(), "unit": str(actor.home_unit_id or "")}
        first = ("", str(_("Choose the unit")))
        self.fields["unit"].choices = Fixed(first, *choices.unit_options())  # type: ignore[attr-defined]
        self.fields["building"].choices = [  # type: ignore[attr-defined]
            ("", _("Not a building, or not known")),
            *choices.building_options(),
        ]

    def clean_photo(self) -> UploadedFile[bytes] | None:
        """Clean the photo at once, so that it can be kept while the rest is put right."""
        upload: UploadedFile[bytes] | None = self.cleaned_data.get("photo")
        if upload is not None:
            try:
                self.image = clean(upload, size=upload.size or 0)
            except Refused as refused:
                raise forms.ValidationError(str(refused)) from refused
        return upload

    def clean_day(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["day"]
        if day and day > clock.today():
            raise forms.ValidationError(_("This day has not come yet."))
        if day and day.year < 1950:
            raise forms.ValidationError(_("Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        time, day = given.get("time"), given.get("day")
        if time and not day and "day" not in self.errors:
            self.add_error("day", _("Choose the day as well."))
        if (moment := self._happened_at()) and moment > clock.now():
            self.add_error("time", _("This time has not come yet."))
        return given

    def _happened_at(self) -> dt.datetime | None:
        """Midnight stands for a day without a clock time."""
        day = self.cleaned_data.get("day")
        if not day:
            return None
        time = self.cleaned_data.get("time") or dt.time()
        return dt.datetime.combine(day, time, tzinfo=timezone.get_default_timezone())

    @property
    def sent_key(self) -> UUID | None:
        """The form's key, also where the rest is wrong. Call after validation."""
        key: UUID | None = self.cleaned_data.get("key")
        return key

    def renew_key(self, key: UUID) -> None:
        """What is sent from this form next is another report."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["key"] = str(key)  # type: ignore[index]
        self.cleaned_data["key"] = key

    @property
    def draft(self) -> Draft:
        """What was told. Call on a valid form."""
        given = self.cleaned_data
        return Draft(
            description=given["description"],
            unit=given["unit"],
            type=given["type"],
            happened_at=self._happened_at(),
            building=given["building"],
            room=given["room"],
            done_at_once=given["done_at_once"],
            proposal=given["proposal"],
        )

    @property
    def more_is_open(self) -> bool:
        """Whether the optional part has something that the person should see."""
        return self.is_bound and any(
            self[name].errors or self[name].value() not in (None, "") for name in MORE
        )

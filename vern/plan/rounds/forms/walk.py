"""What is noted on the walk: by a device, one answer at a time, or a whole room by the page itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID, uuid5

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui.files import ManyFilesField
from vern.plan.rounds.models import VERDICT_LABELS, Area, Checkpoint, Mark, Round
from vern.plan.rounds.rules import Verdict
from vern.plan.rounds.services.mapping import LONGEST_COMMENT, NewMark

WEB: Final = "web"
"""The device of who walks without the script: the server itself."""
_OURS: Final = UUID("6d3c2c0a-7d0f-4d6e-9a39-6a8f5f0f3f10")
TOO_LONG: Final = {"max_length": _("This is too long. It can have %(limit_value)d characters.")}


class MarkForm(forms.Form):
    """One answer, as a device sends it."""

    key = forms.UUIDField()
    area = forms.UUIDField()
    area_name = forms.CharField(max_length=100, required=False)
    point = forms.IntegerField(required=False, min_value=1)
    verdict = forms.TypedChoiceField(
        choices=[(str(each), each) for each in Verdict], coerce=Verdict
    )
    device = forms.CharField(max_length=40)
    edition = forms.IntegerField(min_value=1, max_value=2_000_000_000)
    comment = forms.CharField(max_length=LONGEST_COMMENT, required=False, error_messages=TOO_LONG)
    fixed = forms.BooleanField(required=False)

    @property
    def mark(self) -> NewMark:
        return NewMark(**self.cleaned_data)


class PhotoForm(forms.Form):
    """One photo of an answer."""

    key = forms.UUIDField()
    mark = forms.UUIDField()
    photo = forms.FileField(allow_empty_file=True)

    def clean_photo(self) -> NewAttachment:
        upload: UploadedFile[bytes] = self.cleaned_data["photo"]
        try:
            return receive(upload, name=upload.name or "")
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused


def web_key(round_: Round, area: Area, point: int, person_id: int | None) -> UUID:
    """The key of someone's answer without the script: the same however often they save."""
    return uuid5(_OURS, f"{round_.pk}/{area.key}/{point}/{person_id}")


class RoomForm(forms.Form):
    """All points at one place, for who walks without the script. Only what is answered is saved."""

    remark = forms.CharField(
        label=_("Something else here?"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG,
    )
    remark_key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        round_: Round,
        area: Area,
        points: Iterable[Checkpoint],
        known: Mapping[UUID, Mark],
        person_id: int | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.area, self.known = area, known
        self.keys = {each.pk: web_key(round_, area, each.pk, person_id) for each in points}
        for each in points:
            before = known.get(self.keys[each.pk])
            self.fields[f"v{each.pk}"] = forms.ChoiceField(
                label=each.name,
                help_text=each.help,
                choices=[(str(key), label) for key, label in VERDICT_LABELS.items()],
                required=False,
                initial=before.verdict if before else None,
                widget=forms.RadioSelect,
            )
            self.fields[f"c{each.pk}"] = forms.CharField(
                label=_("Comment"),
                required=False,
                max_length=LONGEST_COMMENT,
                initial=before.comment if before else "",
                error_messages=TOO_LONG,
            )
            self.fields[f"f{each.pk}"] = forms.BooleanField(
                label=_("Fixed on the spot"),
                required=False,
                initial=before.fixed if before else False,
            )
            self.fields[f"p{each.pk}"] = ManyFilesField(
                label=_("Photo"), required=False, accept="image/*"
            )

    def point_fields(self) -> list[tuple[int, tuple[Any, Any, Any, Any]]]:
        """The four controls of each point, for the page."""
        return [
            (pk, (self[f"v{pk}"], self[f"c{pk}"], self[f"f{pk}"], self[f"p{pk}"]))
            for pk in self.keys
        ]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self.photos: list[tuple[UUID, NewAttachment]] = []
        for pk, key in self.keys.items():
            for upload in given.get(f"p{pk}") or ():
                try:
                    self.photos.append((key, receive(upload, name=upload.name or "")))
                except Refused as refused:
                    self.add_error(f"p{pk}", str(refused))
        return given

    @property
    def marks(self) -> list[NewMark]:
        """What was answered and is not as it was. Call on a valid form."""
        given = self.cleaned_data
        found = []
        for pk, key in self.keys.items():
            verdict, comment = given[f"v{pk}"], given[f"c{pk}"]
            if not verdict and (comment or any(each == key for each, _new in self.photos)):
                verdict = str(Verdict.IMPROVE)
            before = self.known.get(key)
            said = (verdict, comment, given[f"f{pk}"])
            if not verdict or (before and said == (before.verdict, before.comment, before.fixed)):
                continue
            found.append(self._mark(key, pk, *said))
        if given["remark"]:
            found.append(self._mark(given["remark_key"], None, "improve", given["remark"]))
        return found

    def _mark(
        self,
        key: UUID,
        point: int | None,
        verdict: str,
        comment: str,
        fixed: bool = False,  # noqa: FBT001, FBT002 (an answer)
    ) -> NewMark:
        before = self.known.get(key)
        return NewMark(
            key=key,
            area=self.area.key,
            area_name=self.area.name,
            point=point,
            verdict=Verdict(verdict),
            device=WEB,
            edition=before.edition + 1 if before else 1,
            comment=comment,
            fixed=fixed,
        )

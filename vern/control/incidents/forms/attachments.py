"""Photos and files with a form: each is kept while the rest is put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from vern.core.files import pending
from vern.core.files.models import WaitingFile
from vern.core.files.types import WHAT_TO_SEND
from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui.files import ManyFilesField
from vern.core.org.actors import Actor

FILE_FIELDS = ("left_out", "attached")
AGAIN = _("Something went wrong with the page. Send it once more.")


class LeftOutField(forms.MultipleChoiceField):
    """Which of the files that wait are not to be sent. One that is gone already is no mistake."""

    def valid_value(self, value: Any) -> bool:  # noqa: ARG002 (Django's form)
        return True


class WithFiles(forms.Form):
    """A form that takes photos and files. Its `clean` calls `take_files` once the key is clean."""

    left_out = LeftOutField(
        label=_("Photos and files you have added"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    attached = ManyFilesField(
        label=_("Photos and files"),
        required=False,
        accept=WHAT_TO_SEND,
        help_text=_(
            "Avoid faces. Position and camera data are removed from photos, not from other files. "
            "At most 10, of 25 MB each."
        ),
    )

    waiting: Sequence[WaitingFile] = ()
    """The files that are kept for this form."""

    _owner: pending.Owner | None = None

    def take_files(self, *, person_id: int | None, key: UUID | None) -> None:
        """Keep what came with this sending, and forget what is not wanted. Each file that cannot
        be received is named beside the field; without a sound key nothing can be kept."""
        if key is None:
            return
        pending.sweep()
        self._owner = pending.Owner(person_id, key)
        unwanted = [whole_number(each) for each in self.cleaned_data.get("left_out", [])]
        pending.drop(self._owner, only=[each for each in unwanted if each is not None])
        for upload in self.cleaned_data.get("attached", []):
            self._keep(self._owner, upload)
        self._show_waiting()

    def _keep(self, owner: pending.Owner, upload: UploadedFile[bytes]) -> None:
        try:
            pending.keep(owner, receive(upload, name=upload.name or ""))
        except Refused as refused:
            self.add_error("attached", str(refused))

    def _show_waiting(self) -> None:
        if self._owner is None:
            return
        self.waiting = pending.waiting(self._owner)
        self.fields["left_out"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), _shown(each, self._owner.key)) for each in self.waiting
        ]

    @property
    def attachments(self) -> Sequence[NewAttachment]:
        """What is sent with the form. Call on a valid form."""
        return pending.kept(self._owner) if self._owner else ()

    def forget_files(self) -> None:
        """They are sent: nothing waits any more."""
        if self._owner:
            pending.drop(self._owner)

    def move_files(self, key: UUID) -> None:
        """They now wait for the form with another key."""
        if self._owner:
            pending.move(self._owner, key)
            self._owner = pending.Owner(self._owner.person_id, key)
            self._show_waiting()


class AddFilesForm(WithFiles):
    """Photos and files for a report that is sent already."""

    key = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": AGAIN, "invalid": AGAIN},
    )

    def __init__(self, *args: Any, actor: Actor) -> None:
        super().__init__(*args)
        self._sender = actor.person_id
        self.initial = {"key": str(uuid4())}

    def clean(self) -> dict[str, Any]:
        self.take_files(person_id=self._sender, key=self.cleaned_data.get("key"))
        return self.cleaned_data


def _shown(file: WaitingFile, key: UUID) -> str:
    """What a tick does, and to what: a photo with its little picture."""
    words = _("Remove %(name)s") % {"name": file.name}
    if not file.is_photo:
        return str(words)
    url = reverse("files:waiting", args=[key, file.pk])
    return format_html('<img class="incident-waiting" src="{}" alt=""> {}', url, words)

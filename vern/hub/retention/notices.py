"""Those who may decide are told that a list waits for them."""

from __future__ import annotations

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vern.core.notices.kinds import Message
from vern.core.notices.models import Notice
from vern.hub.retention.models import Run

PREPARED: Final = "retention.prepared"


def prepared(notice: Notice) -> Message:
    """How many, and nothing of the cases."""
    count = int(notice.facts["count"])
    text = ngettext(
        "%(count)d case has been kept for as long as you have decided. Look at the list. Nothing is "
        "erased before it is approved.",
        "%(count)d cases have been kept for as long as you have decided. Look at the list. Nothing "
        "is erased before it is approved.",
        count,
    )
    path = reverse("retention:run", args=[notice.facts["run"]])
    return Message(_("A list of what would be erased is ready"), text % {"count": count}, path)


def still_open(notice: Notice) -> bool:
    return Run.objects.filter(pk=notice.facts["run"], state=Run.State.PREPARED).exists()

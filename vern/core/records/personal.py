"""In which records a person takes part."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from vern.core.org.actors import Actor
from vern.core.org.personal import PersonalData, Row, personal_data
from vern.core.records.models import Party, Record


def _parts(actor: Actor) -> Iterable[Row]:
    """Only of records that the person sees: that one is about them is told by nothing here."""
    seen = Record.objects.visible_to(actor).values("pk")
    found = Party.objects.filter(person=actor.person_id, record__in=seen).select_related("record")
    for each in found.order_by("-record__opened_at", "-record", "part"):
        record = each.record
        part = each.get_part_display()
        yield record.number, record.title, part, record.get_state_display(), record.opened_at


def register() -> None:
    personal_data.add(
        PersonalData(
            "records",
            _("Records you take part in"),
            _(
                "Those that you may read. The law can keep others from you, for example to protect"
                " someone who has reported wrongdoing: ask the privacy officer about them."
            ),
            (
                ("number", _("Number")),
                ("title", _("Title")),
                ("part", _("Your part")),
                ("state", _("State")),
                ("opened", _("Registered")),
            ),
            _parts,
            order=30,
        )
    )

"""The words of a poster, in three languages, with its code."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from vern.control.incidents.models import ReportPlace
from vern.control.incidents.services.common import policy
from vern.core.kernel import qr
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.documents.posters import Poster, PosterText

LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")


def address(place: ReportPlace) -> str:
    """The short address that the code leads to."""
    return f"{settings.VERN_URL}{reverse('incidents:place', args=[place.key])}"


def poster(place: ReportPlace) -> Poster:
    """The poster of a place."""
    where, nameless = address(place), policy().nameless_allowed
    return Poster(
        place=place.name,
        texts=tuple(_words(language, nameless=nameless) for language in LANGUAGES),
        code=qr.svg(where),
        alternative=_("QR code that leads to %(address)s") % {"address": where},
        address=where.partition("://")[2],
    )


def _words(language: Language, *, nameless: bool) -> PosterText:
    with override(language):
        text = _("Scan the code and tell it in under a minute.")
        if nameless:
            text = " ".join((text, _("You do not need to sign in.")))
        return PosterText(language, _("Seen something dangerous?"), text)

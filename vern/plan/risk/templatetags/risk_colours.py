"""A colour in a word, with its tone: colour alone says nothing."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from vern.core.kernel.ui.listing import status_html
from vern.plan.risk.rules import Colour
from vern.plan.risk.scales import TONES, Said

register = template.Library()


@register.simple_tag
def colour_status(said: Said, colour: int) -> SafeString:
    """The colour's name as a status; that nothing is judged, where that is so."""
    found = Colour(colour or 0)
    return status_html(said.colour(found) or gettext("Not judged"), TONES[found])


@register.simple_tag
def colour_name(said: Said, colour: int) -> str:
    """The colour's name."""
    return said.colour(Colour(colour or 0))

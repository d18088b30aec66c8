"""Where a report's page leads back to."""

from __future__ import annotations

from django import template
from django.template import Context

from vern.control.incidents.queries.way import Home, home_of

register = template.Library()


@register.simple_tag(takes_context=True)
def way_home(context: Context) -> Home | None:
    """The list in which this reader finds the page's report."""
    return home_of(context["request"].actor, context["record"])

"""A select of hundreds of units, written without a template for each option.

Django includes two templates per option: 100 units cost more than the rest of a page together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

NO_ATTRIBUTES = SafeString("")
NAMES = frozenset({"django/forms/widgets/select.html"})


class SelectTemplate:
    """Stands in for Django's template of the select widget."""

    def render(self, context: Mapping[str, Any], request: object = None) -> SafeString:  # noqa: ARG002
        widget = context["widget"]
        groups = [_group(name, options) for name, options, _index in widget["optgroups"]]
        return format_html(
            '<select name="{}"{}>{}</select>',
            widget["name"],
            _attributes(widget["attrs"]),
            mark_safe("".join(groups)),  # noqa: S308 (each group is escaped)
        )


def _group(name: str | None, options: Iterable[Mapping[str, Any]]) -> SafeString:
    inside = format_html_join(
        "\n",
        '<option value="{}"{}>{}</option>',
        ((each["value"], _attributes(each["attrs"]), each["label"]) for each in options),
    )
    return format_html('<optgroup label="{}">{}</optgroup>', name, inside) if name else inside


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Attributes as they are written: one that is False is left out. Most options have none."""
    if not attrs:
        return NO_ATTRIBUTES
    return flatatt({key: value for key, value in attrs.items() if value is not False})

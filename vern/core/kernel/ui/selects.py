"""A select of hundreds of units, written without a template for each option.

Django includes two templates per option: 100 units cost more than the rest of a page together.
What is the same from request to request (`Fixed`, in a `FixedSelect`) is written once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

NO_ATTRIBUTES = SafeString("")
_GROUP = '<optgroup label="{}">{}</optgroup>'
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
    return format_html(_GROUP, name, inside) if name else inside


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Attributes as they are written: one that is False is left out. Most options have none."""
    if not attrs:
        return NO_ATTRIBUTES
    return flatatt({key: value for key, value in attrs.items() if value is not False})


Option = tuple[str, str]
Options = tuple[Option | tuple[str, Sequence[Option]], ...]


class Fixed(BaseChoiceIterator):
    """Choices that are text already (no lazy ones), in nested tuples: their HTML is remembered.

    `first` are a few that stand before them and differ from reader to reader: written anew.
    """

    def __init__(
        self, *options: Option | tuple[str, Sequence[Option]], first: Options = ()
    ) -> None:
        self.first = first
        self.options: Options = options

    def __iter__(self) -> Iterator[Any]:
        yield from self.first
        yield from self.options


class FixedSelect(forms.Select):
    """A select for choices in their hundreds. Other choices than `Fixed` it writes as any other."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        if not isinstance(self.choices, Fixed):
            return super().render(name, value, attrs, renderer)
        return format_html(
            '<select name="{}"{}>{}</select>',
            name,
            _attributes(self.build_attrs(self.attrs, attrs)),
            _choose(
                SafeString(_write(self.choices.first) + _written(self.choices.options)),
                self.format_value(value),
            ),
        )


@lru_cache(maxsize=64)
def _written(options: Options) -> SafeString:
    """The options without a chosen one. The text itself is the key, so it is never out of date."""
    return _write(options)


def _write(options: Options) -> SafeString:
    return SafeString(
        "".join(
            _plain([(name, inside)])
            if isinstance(inside, str)
            else format_html(_GROUP, name, _plain(inside))
            for name, inside in options
        )
    )


def _plain(options: Iterable[Any]) -> SafeString:
    return format_html_join("\n", '<option value="{}">{}</option>', options)


def _choose(written: SafeString, values: Iterable[str]) -> SafeString:
    for value in values:
        start = f'<option value="{conditional_escape(value)}"'
        written = SafeString(written.replace(f"{start}>", f"{start} selected>", 1))
    return written

"""The components that pages are built of. Builtin: no `load` needed. See docs/ui.md."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_htmx.templatetags.django_htmx import htmx_script as htmx

from vern.core.kernel import texts
from vern.core.kernel.templatetags import ui_forms
from vern.core.kernel.templatetags.ui_forms import csrf_field, folded, variant_of
from vern.core.kernel.ui import dates, listing, tables
from vern.core.kernel.ui.listing import TONES

register = template.Library()
register.tags.update(ui_forms.register.tags)  # one library to templates, two files to readers

NOTHING = SafeString("")


def _tone(name: str) -> str:
    """Designsystemet's colour for a tone; a tone that does not exist is a mistake."""
    if name not in TONES:
        raise template.TemplateSyntaxError(f"no tone {name!r}; there are {', '.join(TONES)}")
    return TONES[name]


def _maybe(pattern: str, *values: Any) -> SafeString:
    """The pattern filled in, or nothing where the first value is empty."""
    return format_html(pattern, *values) if values[0] else NOTHING


def _heading(text: object, level: int, size: str) -> SafeString:
    return _maybe('<h{1} class="ds-heading" data-size="{2}">{0}</h{1}>', text, level, size)


# Page


@register.simple_tag
def page_heading(title: str, lead: str = "", kicker: str = "") -> SafeString:
    """The page's one h1, with a line above it (what kind of thing) and one below."""
    return format_html(
        '<div class="vern-heading">{}<h1 class="ds-heading" data-size="lg">{}</h1>{}</div>',
        _maybe('<p class="vern-kicker">{}</p>', kicker),
        title,
        _maybe('<p class="vern-lead">{}</p>', lead),
    )


@register.simple_block_tag
def actions(content: str) -> SafeString:
    """A row of buttons; the most important first."""
    return format_html('<div class="vern-actions">{}</div>', content)


@register.simple_block_tag
def breadcrumbs(content: str) -> SafeString:
    """The way here, made of `crumb`; without the page itself."""
    return render_to_string("kernel/ui/breadcrumbs.html", {"content": content})


@register.simple_tag
def crumb(label: str, url: str) -> SafeString:
    return format_html('<li><a class="ds-link" href="{}">{}</a></li>', url, label)


@register.simple_block_tag
def section(content: str, title: str, level: int = 2, intro: str = "") -> SafeString:
    """A part of a page: a heading and air, no box. The usual way to divide a page."""
    return format_html(
        '<section class="vern-section">{}{}{}</section>',
        _heading(title, level, "sm" if level == 2 else "xs"),
        _maybe('<p class="vern-intro">{}</p>', intro),
        content,
    )


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", level: int = 2) -> SafeString:
    """A box for what stands on its own. With `url`, the title is a link."""
    text = _maybe('<a class="ds-link" href="{}">{}</a>', url, title) or title
    return format_html(
        '<div class="ds-card vern-card">{}{}</div>', _heading(text, level, "xs"), content
    )


@register.simple_block_tag
def cards(content: str) -> SafeString:
    """Cards beside each other where there is room."""
    return format_html('<div class="vern-cards">{}</div>', content)


@register.simple_block_tag
def alert(content: str, tone: str = "info", title: str = "", level: int = 2) -> SafeString:
    """Something the reader must know. Tones: info, success, warning, danger."""
    return format_html(
        '<div class="ds-alert" data-color="{}">{}<div class="vern-alert-text">{}</div></div>',
        _tone(tone),
        _heading(title, level, "2xs"),
        content,
    )


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """Where a list has nothing: says so, and (the content) what one can do."""
    return format_html(
        '<div class="vern-empty"><p class="vern-empty-title">{}</p>{}</div>', title, content
    )


@register.simple_tag
def status(text: str, tone: str = "neutral") -> SafeString:
    """A state or a type in words, with a colour that helps but is not needed."""
    _tone(tone)
    return listing.status_html(text, tone)


@register.simple_block_tag
def more(content: str, title: str, *, opened: bool = False) -> SafeString:
    """What most readers do not need at once, under a heading that opens."""
    return folded(content, title, opened=opened)


# Facts and lists


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """Short facts about one thing, made of `fact` and `fact_block`."""
    return format_html('<dl class="vern-facts">{}</dl>', content)


@register.simple_tag
def fact(label: str, value: Any) -> SafeString:
    """One fact; nothing at all where the value is empty."""
    if value is None or value == "":
        return NOTHING
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, value)


@register.simple_block_tag
def fact_block(content: str, label: str) -> SafeString:
    """One fact whose value is more than a word: links, statuses, lists."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", label, content)


@register.simple_block_tag
def rows(content: str) -> SafeString:
    """A list of things one may open, made of `row`. First choice for lists on a phone."""
    return listing.rows_html(content)


@register.simple_block_tag
def row(content: str, title: str, url: str, meta: str = "", kicker: str = "") -> SafeString:
    """One thing: title that leads to it, small text above and below; content: its statuses."""
    return listing.row_html(title, url, kicker, meta, content)


@register.simple_tag
def item_list(items: Iterable[listing.Item]) -> SafeString:
    """A list of many things, the same as `rows` of `row`, at a tenth of their cost."""
    return listing.list_html(items)


@register.simple_tag
def block_table(
    label: str, headings: Sequence[str], rows: Iterable[Sequence[tables.Cell]]
) -> SafeString:
    """A table of many rows from `ui.tables.Cell`s; on a phone each row stands as a block."""
    return tables.table_html(label, headings, rows)


@register.simple_block_tag
def steps(content: str) -> SafeString:
    """What has happened, in order, made of `step`."""
    return format_html('<ol class="vern-steps">{}</ol>', content)


@register.simple_block_tag
def step(content: str, title: str, when: str = "", state: str = "done") -> SafeString:
    """One step; `state` is done, now or later."""
    if state not in {"done", "now", "later"}:
        raise template.TemplateSyntaxError(f"a step is done, now or later, not {state!r}")
    return format_html(
        '<li class="vern-step" data-state="{}"><p class="vern-step-title">{}</p>{}{}</li>',
        state,
        title,
        _maybe('<p class="vern-step-when">{}</p>', when),
        content,
    )


@register.simple_block_tag
def numbers(content: str) -> SafeString:
    """A few key numbers beside each other, made of `number`."""
    return format_html('<ul class="vern-numbers">{}</ul>', content)


@register.simple_tag
def number(value: Any, label: str, url: str = "") -> SafeString:
    """One key number: the value large, what it counts under it."""
    words = _maybe('<a class="ds-link" href="{}">{}</a>', url, label) or label
    return format_html(
        '<li><span class="vern-number">{}</span> <span class="vern-number-label">{}</span></li>',
        value,
        words,
    )


@register.simple_block_tag
def data_table(content: str, label: str, *, caption: bool = False) -> SafeString:
    """A table that scrolls sideways by itself on a phone. The content: thead, tbody, tfoot.

    `label` names the table for screen readers; with `caption` it is shown too.
    """
    return format_html(
        '<div class="vern-table" role="region" tabindex="0" aria-label="{0}">'
        '<table class="ds-table"><caption{2}>{0}</caption>{1}</table></div>',
        label,
        content,
        NOTHING if caption else SafeString(' class="ds-sr-only"'),
    )


@register.inclusion_tag("kernel/ui/pager.html")
def pager(newer: str = "", older: str = "") -> dict[str, str]:
    """Links to newer and older; pass the URLs, an empty one leaves its link out."""
    return {"newer": newer, "older": older}


# Buttons


@register.simple_tag
def button_link(url: str, text: str, variant: str = "secondary") -> SafeString:
    """A link that looks like a button. Variants: primary (one per page), secondary, tertiary."""
    return format_html(
        '<a class="ds-button" data-variant="{}" href="{}">{}</a>', variant_of(variant), url, text
    )


@register.simple_tag(takes_context=True)
def post_button(
    context: Context,
    url: str,
    text: str,
    variant: str = "secondary",
    tone: str = "",
    **hidden: Any,
) -> SafeString:
    """One click that changes something: a whole form. `hidden` become hidden fields."""
    return format_html(
        '<form class="vern-post-button" method="post" action="{}">{}{}'
        '<button class="ds-button" type="submit" data-variant="{}"{}>{}</button></form>',
        url,
        csrf_field(context),
        format_html_join("", '<input type="hidden" name="{}" value="{}">', hidden.items()),
        variant_of(variant),
        _maybe(' data-color="{}"', tone and _tone(tone)),
        text,
    )


@register.simple_tag(takes_context=True)
def htmx_script(context: Context) -> str:
    """The vendored htmx 2."""
    return htmx(context)


# Words


@register.filter
def day(moment: dt.date | None) -> str:
    """`21. november 2026`."""
    return dates.day(moment)


@register.filter
def short_day(moment: dt.date | None) -> str:
    """`21.11.2026`: for tables and lists."""
    return dates.short_day(moment)


@register.filter
def clock_time(moment: dt.datetime | None) -> str:
    """`14:05`."""
    return dates.clock_time(moment)


@register.filter
def day_and_time(moment: dt.datetime | None) -> str:
    """`21. november 2026 kl. 14:05`."""
    return dates.day_and_time(moment)


@register.filter
def unbroken(words: str) -> str:
    """A telephone number or a paragraph that stays on one line."""
    return dates.unbroken(words)


@register.filter
def localized(thing: object, field: str) -> str:
    """`{{ unit|localized:"name" }}`: the field in the reader's language, or the nearest."""
    return texts.localized(thing, field) if thing else ""


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`{{ counts|lookup:key }}`; empty where there is none."""
    return mapping.get(key, "")


@register.filter
def paragraphs(text: str) -> SafeString:
    """What someone wrote, with its paragraphs and line breaks kept."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return format_html_join("", "<p>{}</p>", ((_lines(block),) for block in blocks if block))


def _lines(block: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in block.split("\n")))

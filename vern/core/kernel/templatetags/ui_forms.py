"""The components that forms are built of. Part of the library `ui`, in a file of its own."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from vern.core.kernel.ui.listing import TONES

register = template.Library()
VARIANTS = ("primary", "secondary", "tertiary")


def variant_of(name: str) -> str:
    """A button's variant; one that does not exist is a mistake."""
    if name not in VARIANTS:
        raise template.TemplateSyntaxError(f"no variant {name!r}; there are {', '.join(VARIANTS)}")
    return name


def csrf_field(context: Context) -> SafeString:
    """The hidden field that proves where a form comes from."""
    request = context.get("request")
    token = get_token(request) if request else context.get("csrf_token", "")
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


@register.simple_block_tag(takes_context=True)
def post_form(
    context: Context,
    content: str,
    form: forms.BaseForm,
    submit: str,
    cancel: str = "",
    action: str = "",
    variant: str = "primary",
    tone: str = "",
    *,
    forgets: bool = False,
) -> SafeString:
    """A whole form: error summary, the content (empty: all fields), a button, a way out.

    `tone` colours the button of what cannot be undone. `action` and `cancel` are URLs; without `action` the form posts to the page's own address.
    `forgets`: the browser does not put answers back by itself on the way back, for others may use it.
    The browser's own checks are off: our messages say what is wrong, beside the field.
    """
    return render_to_string(
        "kernel/ui/post_form.html",
        {
            "form": form,
            "content": SafeString(content.strip()),
            "action": action or getattr(context.get("request"), "path", ""),
            "csrf": csrf_field(context),
            "submit": submit,
            "cancel": cancel,
            "variant": variant_of(variant),
            "tone": TONES[tone] if tone else "",
            "forgets": forgets,
        },
    )


@register.inclusion_tag("kernel/ui/filter_form.html", takes_context=True)
def filter_form(context: Context, form: forms.BaseForm, submit: str) -> dict[str, Any]:
    """A form that narrows a list: it is sent with GET, so that the address can be shared."""
    request = context.get("request")
    return {"form": form, "submit": submit, "action": getattr(request, "path", "")}


def folded(content: object, title: str, *, opened: bool) -> SafeString:
    """What most readers do not need at once, under a heading that opens."""
    return format_html(
        '<details class="ds-details vern-more"{}><summary>{}</summary><div>{}</div></details>',
        SafeString(" open") if opened else "",
        title,
        content,
    )


@register.simple_tag
def fields(form: forms.BaseForm, *names: str) -> SafeString:
    """The named fields of a form, in this order."""
    return format_html_join("\n", "{}", ((form[name].as_field_group(),) for name in names))


@register.simple_tag
def more_fields(form: forms.BaseForm, title: str, *names: str) -> SafeString:
    """The named fields under a heading that opens; open from the start where one is wrong."""
    return folded(fields(form, *names), title, opened=any(form[name].errors for name in names))


@register.inclusion_tag("kernel/ui/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, with links to the fields."""
    return {"form": form, "wrong": [field for field in form.visible_fields() if field.errors]}

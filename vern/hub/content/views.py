"""Pages on which the institution changes its content: one set for all kinds.

Each kind names the capability that changes it, so anyone signed in may ask, and `_kind` answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.editable import ContentKind, content_kinds
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.recent import SignInTooOldError
from vern.core.kernel.ui import meanwhile
from vern.core.org.middleware import ActorRequest
from vern.hub.content import queries, services
from vern.hub.content.forms import ContentForm

CHANGING = ["GET", "HEAD", "POST"]


def _kind(request: ActorRequest, key: str) -> ContentKind:
    """Raises Http404, PermissionDenied for who does not decide for the whole institution, and
    SignInTooOldError where the kind asks for a recent sign-in."""
    kind = content_kinds.get(key)
    if kind is None:
        raise Http404
    if not queries.may_change(request.actor, kind):
        raise PermissionDenied
    if kind.recent and not request.actor.recent:
        raise SignInTooOldError
    return kind


def _row(kind: ContentKind, key: str) -> Any:
    row = queries.row(kind, key)
    if row is None:
        raise Http404
    return row


@access(SIGNED_IN)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """All that may be changed."""
    if not queries.changeable(request.actor):
        raise PermissionDenied
    return render(request, "content/index.html", {"summaries": queries.summaries(request.actor)})


@access(SIGNED_IN)
@require_GET
def kind(request: ActorRequest, kind: str) -> HttpResponse:
    """The rows of a kind: those on offer, and those that have ended."""
    found = _kind(request, kind)
    if found.page:
        return redirect(found.page)
    listed = [{"key": found.key_of(each), "row": each} for each in queries.rows(found)]
    context = {
        "kind": found,
        "offered": [each for each in listed if not found.grows or each["row"].offered],
        "ended": [each for each in listed if found.grows and not each["row"].offered],
    }
    return render(request, "content/kind.html", context)


@access(SIGNED_IN)
@require_http_methods(CHANGING)
def new(request: ActorRequest, kind: str) -> HttpResponse:
    """Add a row."""
    found = _kind(request, kind)
    if not found.grows:
        raise Http404
    form = ContentForm(request.POST or None, kind=found, said=_after_the_others(found))
    if request.method == "POST" and form.is_valid():
        try:
            services.add(actor=request.actor, kind=found, values=form.said)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("It is added."))
            return redirect("content:kind", found.key)
    return render(request, "content/new.html", {"kind": found, "form": form})


def _after_the_others(kind: ContentKind) -> dict[str, Any]:
    """A new row comes last until someone moves it."""
    orders = [each.order for each in queries.rows(kind) if hasattr(each, "order")]
    return {"order": max(orders) + 1} if orders else {}


@access(SIGNED_IN)
@require_http_methods(CHANGING)
def edit(request: ActorRequest, kind: str, key: str) -> HttpResponse:
    """Change a row, and see how it has been changed before."""
    found = _kind(request, kind)
    if found.page:
        return redirect(found.page)
    row = _row(found, key)

    def opened(data: Any = None) -> ContentForm:
        seen = queries.newest_number(found, key)
        return ContentForm(data, kind=found, said=found.values_of(row), seen=seen)

    form = opened(request.POST or None)
    if request.method == "POST" and form.is_valid() and _changed(request, found, key, form, opened):
        return redirect("content:edit", found.key, key)
    context = {
        "kind": found,
        "row": row,
        "form": form,
        "key": key,
        "ended": found.grows and not row.offered,
        "may_end": found.grows and key not in found.kept,
        "changes": queries.changes(found, key),
    }
    return render(request, "content/edit.html", context)


def _changed(
    request: ActorRequest,
    kind: ContentKind,
    key: str,
    form: ContentForm,
    opened: Callable[[], ContentForm],
) -> bool:
    """Save it; what is refused stands in the form afterwards."""
    seen = form.cleaned_data["seen"]
    try:
        services.change(actor=request.actor, kind=kind, key=key, values=form.said, seen=seen)
    except ChangedMeanwhile as changed:
        meanwhile.tell(form, changed, now=opened())
    except Refused as refused:
        form.add_error(refused.field, str(refused))
    else:
        messages.success(request, _("It is saved."))
        return True
    return False


@access(SIGNED_IN)
@require_POST
def end(request: ActorRequest, kind: str, key: str) -> HttpResponse:
    """No longer offer it."""
    return _offering(request, kind, key, services.end, _("It is no longer on offer."))


@access(SIGNED_IN)
@require_POST
def offer(request: ActorRequest, kind: str, key: str) -> HttpResponse:
    """Offer it again."""
    return _offering(request, kind, key, services.offer_again, _("It is on offer again."))


def _offering(
    request: ActorRequest, kind: str, key: str, verb: Callable[..., bool], done: str
) -> HttpResponse:
    found = _kind(request, kind)
    _row(found, key)
    try:
        verb(actor=request.actor, kind=found, key=key)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    return redirect(reverse("content:edit", args=[found.key, key]))

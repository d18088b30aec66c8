"""The calendar, the rules behind it, and the feed."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from vern.core.kernel.access import PUBLIC, SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.hub.calendar import feeds, queries, timings
from vern.hub.calendar.capabilities import DECIDE
from vern.hub.calendar.forms import TimingForm
from vern.hub.calendar.ports import deadline_rules
from vern.hub.calendar.rules import Month


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """What falls due for one, or at the units whose cases one reads; all, or one month of it."""
    given = request.GET
    wish = queries.Wish(
        whose=given.get("whose", queries.OWN),
        month=Month.read(given.get("month", "")),
        after=given.get("after", ""),
    )
    page = queries.page_for(request.actor, wish)
    kept = {"whose": page.whose} | ({"month": str(page.month)} if page.month else {})
    context = {
        "page": page,
        "later": wish.after,
        "first_url": f"?{urlencode(kept)}",
        "next_url": f"?{urlencode({**kept, 'after': page.next})}" if page.next else "",
        "all_url": f"?{urlencode({'whose': page.whose})}",
    }
    return render(request, "calendar/mine.html", context)


@access(SIGNED_IN)
@require_GET
def rules(request: ActorRequest) -> HttpResponse:
    """By which rules something falls due, with their paragraphs, and when one is reminded."""
    now = timings.timings()
    context = {
        "rules": [(each, now[each.key]) for each in deadline_rules],
        "decides": request.actor.scope(DECIDE).everywhere,
    }
    return render(request, "calendar/rules.html", context)


@access(DECIDE)
@require_http_methods(["GET", "POST"])
def timing(request: ActorRequest, key: str) -> HttpResponse:
    """When people are reminded by a rule: for those who decide for the whole institution."""
    if not request.actor.scope(DECIDE).everywhere:
        raise PermissionDenied
    rule = deadline_rules.get(key)
    if rule is None:
        raise Http404
    now = timings.timing_of(rule)
    initial = {"remind_before": now.remind_before, "escalate_after": now.escalate_after}
    form = TimingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        timings.decide(actor=request.actor, rule=rule, timing=form.timing)
        messages.success(request, _("It is saved."))
        return redirect("calendar:rules")
    return render(request, "calendar/timing.html", {"form": form, "rule": rule})


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def subscribe(request: ActorRequest) -> HttpResponse:
    """One's own link: make it, renew it, close it."""
    if request.method == "POST":
        if request.POST.get("do") == "stop":
            feeds.stop(actor=request.actor)
            messages.success(
                request, _("The link is closed. Calendars that used it get nothing more.")
            )
        else:
            feeds.renew(actor=request.actor)
            messages.success(request, _("Here is your link. A former one is closed."))
        return redirect("calendar:subscribe")
    found = feeds.feed_of(request.actor)
    context = {"feed": found, "address": feeds.address_of(found) if found else ""}
    return render(request, "calendar/subscribe.html", context)


@access(PUBLIC)
@require_safe
def feed(request: HttpRequest, key: uuid.UUID, code: str) -> HttpResponse:  # noqa: ARG001 (Django's form)
    """The deadlines behind a secret link. A link that is wrong, renewed or closed says nothing of why."""
    person = feeds.reader_of(key, code)
    if person is None:
        return HttpResponseNotFound("Not found\n", content_type="text/plain")
    with override(person.language):
        body = feeds.calendar_of(person)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="vern.ics"'
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response

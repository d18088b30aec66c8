"""Going on without one's name: signed out, with what was written so far.

The text comes and goes with the page; nothing ties it to the person. Photos and files that wait are
nobody's from then on but the form's, whose key is new.
"""

from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from django.contrib.auth import logout
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.queries import reporting
from vern.control.incidents.services import policy
from vern.control.incidents.views import channels
from vern.control.incidents.views.report import page
from vern.core.files import pending
from vern.core.kernel import clock
from vern.core.kernel.access import PUBLIC, access
from vern.core.org.actors import STRANGER
from vern.core.org.middleware import ActorRequest

A_PRESS = dt.timedelta(seconds=10)
A_DAY = 24 * 60 * 60


@access(PUBLIC)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: ActorRequest) -> HttpResponseBase:
    """Sign out, and show the same form without the name. Nothing is sent."""
    if request.method != "POST":
        return redirect(channels.form_url())
    if not policy().nameless_allowed:
        raise PermissionDenied
    if _left_before(_key(request)) and not request.actor.signed_in:
        return redirect(channels.form_url())
    fresh = uuid4()
    _let_go_of_files(request, fresh)
    logout(request)
    request.actor = STRANGER
    written = request.POST.copy()
    written["key"], written["opened"] = str(fresh), ""
    form = ReportForm(
        written, request.FILES, actor=STRANGER, place=reporting.place(written.get("place", ""))
    )
    form.only_keep()
    return page(request, form, came_along=True)


def _left_before(key: UUID | None) -> bool:
    """Whether this comes from the way back, where others may sit now, and not from a second press.

    What is kept to know it is the form's random key, and when.
    """
    if key is None:
        return False
    now = clock.now()
    first: dt.datetime = cache.get_or_set(f"left:{key}", now, A_DAY) or now
    return now - first > A_PRESS


def _let_go_of_files(request: ActorRequest, fresh: UUID) -> None:
    key = _key(request)
    if key is not None:
        pending.leave(pending.Owner(request.actor.person_id, key), fresh)


def _key(request: ActorRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return None

"""What was sent by someone who had been signed out meanwhile: kept until they have signed in again.

It lies in the session of that browser only, and is shown to nobody but the one who wrote it.
"""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from vern.control.incidents.forms import opened
from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.services import policy
from vern.core.org.middleware import ActorRequest

KEPT = "kept_report"
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "asked", "answer", "send"})


def signed_out(request: ActorRequest) -> bool:
    """Whether it was written by someone signed in, or may not be sent without; and nobody is."""
    if request.actor.signed_in:
        return False
    written = opened.read(request.POST.get("opened", ""))
    return (written is not None and written.person_id is not None) or not policy().nameless_allowed


def until_signed_in(request: ActorRequest, form_url: str) -> HttpResponseBase:
    """Keep the text, and its photos and files, and ask to sign in."""
    ReportForm(request.POST, request.FILES, actor=request.actor).only_keep()
    request.session[KEPT] = {
        name: values for name, values in request.POST.lists() if name not in _NOT_KEPT
    }
    messages.info(
        request, _("You have been signed out. Sign in, and what you wrote is there to be sent.")
    )
    return redirect_to_login(quote(form_url, safe="/?=&"))


def waiting(request: ActorRequest) -> MultiValueDict[str, str] | None:
    """What this person wrote before they were signed out, if it is not sent yet."""
    found = request.session.get(KEPT)
    if not found or not request.actor.signed_in:
        return None
    data = MultiValueDict[str, str](found)
    written = opened.read(data.get("opened") or "")
    if written and written.person_id not in (None, request.actor.person_id):
        del request.session[KEPT]
        return None
    data["opened"] = opened.stamp(request.actor.person_id)
    return data


def forget(request: ActorRequest) -> None:
    """It is sent."""
    request.session.pop(KEPT, None)

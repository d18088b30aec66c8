"""Following a report that was sent without an account, by its code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vern.control.incidents.codes import digest
from vern.control.incidents.forms.code import CodeForm
from vern.control.incidents.queries import reporting
from vern.core.kernel import limits
from vern.core.kernel.access import PUBLIC, access
from vern.core.kernel.limits import Verdict
from vern.core.org.middleware import CODE, ActorRequest

LIMIT = "wrong_code"
UNTIL_THE_BROWSER_CLOSES = 0


@access(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: ActorRequest) -> HttpResponse:
    """Type the code, and see what has become of the report. The code never stands in an address."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and not request.actor.signed_in:
        found = _found(request, form)
        if found is not None:
            remember(request, form.cleaned_data["code"])
            return redirect("incidents:show", found)
    return render(request, "incidents/code.html", {"form": form})


def _found(request: ActorRequest, form: CodeForm) -> int | None:
    """The report that the code opens; None if something is to be put right."""
    verdict = limits.verdict(LIMIT, request)
    if verdict is Verdict.ASK:
        form.ask()
    if not form.is_valid():
        return None
    if verdict is Verdict.WAIT:
        form.add_error(
            None,
            _(
                "Very many wrong codes have come from your network. Keep your code, and try again "
                "in %(minutes)d minutes."
            )
            % {"minutes": limits.minutes_to_wait(LIMIT)},
        )
        return None
    if not form.use_answer():
        return None
    found = reporting.opened_by(digest(form.cleaned_data["code"]))
    if found is None:
        limits.count(LIMIT, request)
        form.add_error("code", _("No report has this code. Check each letter and digit."))
    return found


@access(PUBLIC)
@require_POST
def leave(request: ActorRequest) -> HttpResponse:
    """Forget the code on this device."""
    if not request.actor.signed_in:
        request.session.flush()
        messages.success(request, _("The code is forgotten on this device."))
    return redirect("incidents:code")


def remember(request: HttpRequest, code: str) -> None:
    """From now on, and until the browser closes, this browser holds the code."""
    request.session.cycle_key()
    request.session[CODE] = digest(code)
    request.session.set_expiry(UNTIL_THE_BROWSER_CLOSES)


def keep_private(request: ActorRequest, response: HttpResponse) -> HttpResponse:
    """Nothing of the page stays in the browser once its reader, who holds a code, has left it."""
    if request.actor.holds_code:
        add_never_cache_headers(response)
    return response

"""Pages about notices: one's own, what is mailed, and mail that did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.notices import choices, oversight, queries, unread
from vern.core.notices.capabilities import OVERSEE
from vern.core.notices.forms import ResolveForm, WaysForm
from vern.core.notices.words import in_words
from vern.core.org.middleware import ActorRequest
from vern.core.records.kinds import kinds


@access(SIGNED_IN)
@require_GET
def mine(request: ActorRequest) -> HttpResponse:
    """What one has been told, newest first."""
    page = queries.page_of(request.actor, before=request.GET.get("before", ""))
    context = {
        "page": page,
        "older": f"?before={page.older}" if page.older else "",
        "later": "before" in request.GET,
    }
    return render(request, "notices/mine.html", context)


@access(SIGNED_IN)
@require_GET
def follow(request: ActorRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go where it leads; if one may no longer see that, back to the list."""
    notice = queries.own(request.actor, pk)
    unread.mark_read(actor=request.actor, notice=notice)
    [told] = in_words([notice], request.actor)
    if told.message is None:
        messages.info(request, _("You may no longer see what this was about."))
        return redirect("notices:mine")
    return redirect(told.message.path)


@access(SIGNED_IN)
@require_POST
def read_all(request: ActorRequest) -> HttpResponse:
    """All of one's own are read."""
    unread.mark_read(actor=request.actor)
    return redirect("notices:mine")


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def settings(request: ActorRequest) -> HttpResponse:
    """What is mailed to one, and when."""
    topics = choices.choosable(request.actor)
    open_to_choice = [each for each in topics if not each.all_required]
    form = WaysForm(request.POST or None, choosable=open_to_choice)
    if form.is_bound and form.is_valid():
        choices.choose(actor=request.actor, ways=form.ways)
        messages.success(request, _("Your choices are kept."))
        return redirect("notices:settings")
    duties = {each.what: each for topic in topics for each in topic.duties}
    context = {"form": form, "duties": duties.values()}
    return render(request, "notices/settings.html", context)


@access(OVERSEE)
@require_GET
def mail(request: ActorRequest) -> HttpResponse:
    """How the mail stands, for administrators."""
    oversight.require_oversight(request.actor)
    return render(request, "notices/mail.html", {"state": oversight.state(request.actor)})


@access(OVERSEE)
@require_POST
def try_again(request: ActorRequest) -> HttpResponse:
    """Queue again what was set aside: one, or all."""
    count = oversight.try_again(actor=request.actor, key=request.POST.get("key", ""))
    said = ngettext("%(count)d mail is tried again.", "%(count)d mails are tried again.", count)
    messages.success(request, said % {"count": count})
    return redirect("notices:mail")


@access(SIGNED_IN)
@require_http_methods(["GET", "POST"])
def unreached(request: ActorRequest, pk: int) -> HttpResponse:
    """Someone whom the law says must be told was not reached: tell them, and say how."""
    found = oversight.get_unreached(request.actor, pk)
    form = ResolveForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            oversight.resolve(actor=request.actor, unreached=found, how=form.cleaned_data["how"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("It is noted that they have been told."))
            return redirect("desk:mine")
    record = found.record
    context = {
        "found": found,
        "form": form,
        "record_url": kinds[record.kind].url(record.pk) if record else "",
    }
    return render(request, "notices/unreached.html", context)

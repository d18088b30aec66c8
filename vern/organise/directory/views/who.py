"""Who is who: for everyone who is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Unit
from vern.organise.directory.forms.who import OnForm, SearchForm
from vern.organise.directory.queries import who


@access(SIGNED_IN)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """The tree on a date, or what a search finds."""
    form = SearchForm(request.GET or None)
    on, words = form.day(), form.words()
    context = {"form": form, "on": on, "words": words}
    if words:
        context["findings"] = who.search(words, on)
    else:
        context["overview"] = who.overview(request.actor, on)
    return render(request, "directory/index.html", context)


@access(SIGNED_IN)
@require_GET
def unit(request: ActorRequest, code: str) -> HttpResponse:
    """One unit on a date: who answers, who represents, who helps."""
    shown = get_object_or_404(Unit, code=code)
    form = OnForm(request.GET or None)
    on = form.day()
    page = who.unit_page(request.actor, shown, on)
    if page is None:
        began, _ended = who.life_of(shown)
        context = {"unit": shown, "on": on, "began": began, "form": form}
        return render(request, "directory/not_yet.html", context)
    return render(request, "directory/unit.html", {"page": page, "on": on, "form": form})


@access(SIGNED_IN)
@require_GET
def representatives(request: ActorRequest) -> HttpResponse:
    """The safety representatives' areas; those without one first."""
    form = OnForm(request.GET or None)
    on = form.day()
    context = {"shown": who.representatives(on), "on": on, "form": form}
    return render(request, "directory/representatives.html", context)

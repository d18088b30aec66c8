"""The search: a page of its own, and what one sees while one types in the header."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.numbers import whole_number
from vern.core.org.middleware import ActorRequest
from vern.hub.search.forms import LONGEST, SearchForm
from vern.hub.search.queries import MOST_PAGES, Question
from vern.hub.search.queries import find as find_what

SHOWN = 7
"""What is shown below the box in the header."""


@access(SIGNED_IN)
@require_GET
def find(request: ActorRequest) -> HttpResponse:
    """Everything that the person may see and that fits, the first ones; only these while one
    types."""
    # A browser cannot show it, so nobody could take it out of the field.
    given = {key: str(value).replace("\0", "") for key, value in request.GET.items()}
    form = SearchForm(given, actor=request.actor)
    page = min(max(whole_number(request.GET.get("page", "")) or 1, 1), MOST_PAGES)
    found = find_what(request.actor, form.question, page=page)
    context: dict[str, Any] = {"form": form, "found": found, "searching": True}
    if found.more and page < MOST_PAGES:
        context["next"] = _page(request, page + 1)
    if page > 1:
        context["back"] = _page(request, page - 1)
    context["too_many"] = found.more and page == MOST_PAGES
    typing = "HX-Request" in request.headers
    response = render(request, "search/answer.html" if typing else "search/find.html", context)
    if typing:
        response["HX-Replace-Url"] = _page(request, page)
    patch_vary_headers(response, ["HX-Request"])  # one address, two answers: the way back needs all
    return response


def _page(request: ActorRequest, number: int) -> str:
    given = {key: value for key, value in request.GET.items() if value and key != "page"}
    query = {**given, "page": number} if number > 1 else given
    return f"{reverse('search:find')}?{urlencode(query)}"


@access(SIGNED_IN)
@require_GET
def quick(request: ActorRequest) -> HttpResponse:
    """The first of what fits, for the list below the box."""
    typed = request.GET.get("q", "")[:LONGEST]
    found = find_what(request.actor, Question(typed), size=SHOWN)
    every = f"{reverse('search:find')}?{urlencode({'q': typed})}"
    return render(request, "search/quick.html", {"found": found, "every": every})

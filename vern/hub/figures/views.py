"""Pages, files and charts of figures. The address holds year, unit and level."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from vern.core.kernel.access import access
from vern.core.kernel.documents import charts
from vern.core.org.middleware import ActorRequest
from vern.hub.figures import blocks, pages, queries
from vern.hub.figures.capabilities import SEE
from vern.hub.figures.drawing import on_a_page
from vern.hub.figures.export import file_name, to_csv
from vern.hub.figures.forms import Chooser
from vern.hub.figures.ports import Answer, Figure, figures
from vern.hub.figures.services import ask


def _asked(request: ActorRequest, figure: Figure | None = None) -> queries.Asked:
    wish = {name: request.GET.get(name, "") for name in ("year", "unit", "level")}
    return queries.asked(request.actor, queries.Wish(**wish), figure)


def _figure(key: str) -> Figure:
    figure = figures.get(key)
    if figure is None:
        raise Http404
    return figure


def _answer(request: ActorRequest, key: str) -> Answer:
    figure = _figure(key)
    question = _asked(request, figure).question
    if question is None:
        raise Http404
    return ask(figure, question, level=question.level if figure.levels else None)


@access(SEE)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """A unit's year at a glance."""
    asked = _asked(request)
    question = asked.question
    parts = pages.overview(question, by_unit=bool(asked.levels)) if question else []
    return render(
        request,
        "figures/index.html",
        {
            "asked": asked,
            "chooser": Chooser(asked, with_level=True),
            "numbers": pages.key_numbers(question) if question else [],
            "parts": parts,
            "stated": blocks.stated(question) if question else "",
        },
    )


@access(SEE)
@require_GET
def show(request: ActorRequest, key: str) -> HttpResponse:
    """One figure, with all of its rows."""
    figure = _figure(key)
    asked = _asked(request, figure)
    question = asked.question
    answer = (
        ask(figure, question, level=question.level if figure.levels else None) if question else None
    )
    return render(
        request,
        "figures/show.html",
        {
            "figure": figure,
            "asked": asked,
            "chooser": Chooser(asked, with_level=bool(figure.levels)),
            "part": pages.part(answer) if answer else None,
            "back": pages.address("figures:index", question) if question else "",
        },
    )


@access(SEE)
@require_GET
def csv(request: ActorRequest, key: str) -> HttpResponse:
    """The figure's rows as a file."""
    answer = _answer(request, key)
    return HttpResponse(
        to_csv(answer),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name(answer)}"'},
    )


@access(SEE)
@require_GET
@cache_control(private=True, max_age=600)
def chart(request: ActorRequest, key: str) -> HttpResponse:
    """The figure's chart as a picture, in the language that the address names."""
    language = request.GET.get("language", "")
    with translation.override(language if translation.check_for_language(language) else None):
        answer = _answer(request, key)
        if answer.figure.chart is None:
            raise Http404
        drawn = blocks.drawing(answer, narrow=bool(request.GET.get("narrow")))
        svg = charts.to_svg(drawn.spec, pages.language())
    return HttpResponse(on_a_page(svg), content_type="image/svg+xml")

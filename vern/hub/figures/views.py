"""Pages, files and charts of figures. The address holds year, unit and level."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods

from vern.core.kernel import spreadsheets
from vern.core.kernel.access import access
from vern.core.kernel.documents import charts
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.hub.figures import blocks, export, pages, queries
from vern.hub.figures.capabilities import PROTECT, SEE
from vern.hub.figures.drawing import Picture, on_a_page
from vern.hub.figures.forms import Chooser, SmallGroupsForm
from vern.hub.figures.ports import Answer, Figure, figures
from vern.hub.figures.services import ask, decide_small_groups, decided


def _asked(request: ActorRequest, figure: Figure | None = None) -> queries.Asked:
    wish = {name: request.GET.get(name, "") for name in ("year", "unit", "level")}
    return queries.asked(request.actor, queries.Wish(**wish), figure)


def _figure(key: str) -> Figure:
    figure = figures.get(key)
    if figure is None:
        raise Http404
    return figure


def _reader(request: ActorRequest, asked: queries.Asked) -> pages.Reader:
    return pages.Reader(request.actor, asked.path, asked.years)


def _answer(request: ActorRequest, key: str) -> Answer:
    figure = _figure(key)
    question = _asked(request, figure).question
    if question is None:
        raise Http404
    level = question.level if figure.levels else None
    try:
        return ask(figure, question, level=level, outside=bool(request.GET.get("outside")))
    except Refused:  # not made for sharing
        raise Http404 from None


@access(SEE)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """A unit's year at a glance."""
    asked = _asked(request)
    question = asked.question
    reader = _reader(request, asked)
    parts = pages.overview(question, reader, by_unit=bool(asked.levels)) if question else []
    return render(
        request,
        "figures/index.html",
        {
            "asked": asked,
            "chooser": Chooser(asked, with_level=True),
            "numbers": pages.key_numbers(question) if question else [],
            "parts": parts,
            "behind": pages.behind_key_numbers(question, reader) if question else [],
            "stated": blocks.stated(question) if question else "",
            "before": asked.year - 1,
            "running": question is not None and question.as_of.year == asked.year,
            "above": pages.way_up(asked.above, asked.year),
            "protects": request.actor.scope(PROTECT).everywhere,
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
            "part": pages.part(answer, _reader(request, asked)) if answer else None,
            "back": pages.address("figures:index", question) if question else "",
        },
    )


@access(SEE)
@require_GET
def csv(request: ActorRequest, key: str) -> HttpResponse:
    """The figure's rows as a file: codes as keys, as the command line prints them."""
    answer = _answer(request, key)
    return HttpResponse(
        export.to_csv(answer),
        content_type=spreadsheets.CSV,
        headers={"Content-Disposition": f'attachment; filename="{export.file_name(answer)}"'},
    )


@access(SEE)
@require_GET
def excel(request: ActorRequest, key: str) -> HttpResponse:
    """The figure's table as a workbook."""
    answer = _answer(request, key)
    return spreadsheets.excel_response(export.to_excel(answer), export.file_name(answer, "xlsx"))


@access(SEE)
@require_GET
@cache_control(private=True, max_age=600)
def chart(request: ActorRequest, key: str) -> HttpResponse:
    """The figure's chart as a picture, in the language that the address names."""

    def draw(drawn: Picture, language: Language) -> str:
        return on_a_page(charts.to_svg(drawn.spec, language))

    return _picture(request, key, "svg", "image/svg+xml", draw)


@access(SEE)
@require_GET
@cache_control(private=True, max_age=600)
def png(request: ActorRequest, key: str) -> HttpResponse:
    """The same for programs that take pixels, large enough for paper."""

    def draw(drawn: Picture, language: Language) -> bytes:
        return charts.to_png(drawn.spec, language, _SHARP)

    return _picture(request, key, "png", "image/png", draw)


_SHARP = 3.0
"""Pixels for each CSS pixel."""


def _picture(
    request: ActorRequest,
    key: str,
    kind: str,
    content_type: str,
    draw: Callable[[Picture, Language], str | bytes],
) -> HttpResponse:
    chosen = request.GET.get("language", "")
    with translation.override(chosen if translation.check_for_language(chosen) else None):
        answer = _answer(request, key)
        if answer.figure.chart is None:
            raise Http404
        drawn = blocks.drawing(answer, narrow=bool(request.GET.get("narrow")))
        response = HttpResponse(draw(drawn, pages.language()), content_type=content_type)
    if request.GET.get("download"):
        name = export.file_name(answer, kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(PROTECT)
@require_http_methods(["GET", "HEAD", "POST"])
def small_groups(request: ActorRequest) -> HttpResponse:
    """How few persons a number may tell of: for those who decide for the whole institution."""
    if not request.actor.scope(PROTECT).everywhere:
        raise PermissionDenied
    form = SmallGroupsForm(request.POST or None, initial={"least": decided().least})
    if request.method == "POST" and form.is_valid():
        decide_small_groups(actor=request.actor, least=form.cleaned_data["least"])
        messages.success(request, _("It is saved."))
        return redirect("figures:small_groups")
    return render(request, "figures/small_groups.html", {"form": form})

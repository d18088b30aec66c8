"""Writing the annual report: start, sections, versions, publish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.history.queries import of_record
from vern.core.kernel import clock
from vern.core.kernel.access import access
from vern.core.kernel.documents.labels import Language
from vern.core.kernel.errors import Refused
from vern.core.org.middleware import ActorRequest
from vern.review.annual_report import queries, services
from vern.review.annual_report.capabilities import WRITE
from vern.review.annual_report.document import preview
from vern.review.annual_report.forms import PublishForm, RestoreForm, SectionForm, StartForm
from vern.review.annual_report.models import AnnualReport, SectionText
from vern.review.annual_report.outline import Section, outline
from vern.review.annual_report.views.reading import reader_language


@dataclass(frozen=True)
class Place:
    """A section of a report in one language, as the address names it."""

    report: AnnualReport
    section: Section
    language: Language

    @property
    def name(self) -> str:
        return self.section.name(reader_language())

    @property
    def help(self) -> str:
        return self.section.help(reader_language())

    @property
    def language_name(self) -> str:
        return str(queries.LANGUAGE_NAMES[self.language])

    @property
    def title(self) -> str:
        return f"{self.section.chapter} {self.name}"

    def url(self, name: str = "section", *more: int) -> str:
        args = [self.report.year, self.section.key, self.language, *more]
        return reverse(f"annual_report:{name}", args=args)


def _place(request: ActorRequest, year: int, section: str, language: str) -> Place:
    """Raises Http404 for an unseen report, section or language; PermissionDenied for a reader."""
    report = queries.writable(request.actor, year)
    found = outline().section(section)
    if found is None or language not in queries.LANGUAGE_NAMES:
        raise Http404
    return Place(report, found, language)  # type: ignore[arg-type] # one of LANGUAGES


@access(WRITE)
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    if not queries.may_write_at(request.actor, queries.institution()):
        raise PermissionDenied
    years = queries.years_without_report()
    form = StartForm(request.POST or None, years=years, last_year=clock.today().year - 1)
    if request.method == "POST" and form.is_valid():
        try:
            report = services.start(actor=request.actor, year=form.cleaned_data["year"])
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            return redirect("annual_report:edit", report.year)
    return render(request, "annual_report/start.html", {"form": form, "years": years})


@access(WRITE)
@require_GET
def edit(request: ActorRequest, year: int) -> HttpResponse:
    """The report's sections, what is written of them, and what has been done to it."""
    report = queries.writable(request.actor, year)
    return render(
        request,
        "annual_report/edit.html",
        {
            "report": report,
            "sections": queries.overview(report, reader_language()),
            "history": _history(report),
        },
    )


@dataclass(frozen=True)
class Event:
    """A line of the report's history, in words."""

    what: str
    when: dt.datetime
    who: str


def _history(report: AnnualReport) -> list[Event]:
    names = {each.key: each.name(reader_language()) for each in outline().sections}
    found = []
    for entry in reversed(of_record(report.record)):
        parts = [entry.label, names.get(str(entry.facts.get("section")), "")]
        language = queries.LANGUAGE_NAMES.get(str(entry.facts.get("language")))
        what = ": ".join(filter(None, parts)) + (f" ({language})" if language else "")
        found.append(Event(what, entry.at, entry.who))
    return found


@access(WRITE)
@require_http_methods(["GET", "POST"])
def section(request: ActorRequest, year: int, section: str, language: str) -> HttpResponse:
    """Write a section in one language: save it, or first see how it will look."""
    place = _place(request, year, section, language)
    if request.method == "GET":
        current = queries.latest(place.report, section, language)
        begin = {"text": current.text, "base": current.version} if current else {"base": 0}
        return _section_page(request, place, SectionForm(initial=begin, language=language))
    form = SectionForm(request.POST, language=language)
    if not form.is_valid() or "preview" in request.POST:
        return _section_page(request, place, form)
    try:
        services.write_section(
            actor=request.actor,
            report=place.report,
            section=section,
            language=language,
            **form.cleaned_data,
        )
    except services.WrittenMeanwhile as meanwhile:
        return _show_both(request, place, meanwhile)
    messages.success(request, _("The text is saved."))
    return redirect("annual_report:edit", year)


def _show_both(
    request: ActorRequest, place: Place, meanwhile: services.WrittenMeanwhile
) -> HttpResponse:
    """What was typed stays in the field; the next save is made knowing what the other wrote."""
    data = request.POST.copy()
    data["base"] = str(meanwhile.current.version if meanwhile.current else 0)
    form = SectionForm(data, language=place.language)
    return _section_page(request, place, form, other=meanwhile.current, status=409)


def _section_page(
    request: ActorRequest,
    place: Place,
    form: SectionForm,
    *,
    other: SectionText | None = None,
    status: int = 200,
) -> HttpResponse:
    typed = request.POST.get("text", "") if "preview" in request.POST else ""
    context = {
        "place": place,
        "form": form,
        "other": other,
        "has_errors": other is not None,
        "preview": preview(typed, place.language) if typed.strip() else "",
        "asked_for_preview": "preview" in request.POST,
        "versions_url": place.url("versions"),
    }
    return render(request, "annual_report/section.html", context, status=status)


@access(WRITE)
@require_GET
def versions(request: ActorRequest, year: int, section: str, language: str) -> HttpResponse:
    """Every version of a section in one language."""
    place = _place(request, year, section, language)
    rows = queries.versions(place.report, section, language)
    found = [(row, place.url("version", row.version)) for row in rows]
    context = {"place": place, "versions": found, "section_url": place.url()}
    return render(request, "annual_report/versions.html", context)


@access(WRITE)
@require_GET
def version(
    request: ActorRequest, year: int, section: str, language: str, version: int
) -> HttpResponse:
    """One version, as it looked in the report."""
    place = _place(request, year, section, language)
    row, newest = _version(place, version)
    context = {
        "place": place,
        "row": row,
        "newest": newest,
        "text": preview(row.text, place.language),
        "restore_url": place.url("restore", version),
        "versions_url": place.url("versions"),
        "section_url": place.url(),
    }
    return render(request, "annual_report/version.html", context)


def _version(place: Place, version: int) -> tuple[SectionText, SectionText]:
    """A version and the newest one. Raises Http404 if there is no such version."""
    rows = queries.versions(place.report, place.section.key, place.language)
    row = next((each for each in rows if each.version == version), None)
    if row is None:
        raise Http404
    return row, rows[0]


@access(WRITE)
@require_POST
def restore(
    request: ActorRequest, year: int, section: str, language: str, version: int
) -> HttpResponse:
    """Let an older version be the text again."""
    place = _place(request, year, section, language)
    row, _newest = _version(place, version)
    form = RestoreForm(request.POST)
    if not form.is_valid():
        return redirect(place.url("version", version))
    try:
        services.restore_version(
            actor=request.actor, report=place.report, older=row, base=form.cleaned_data["base"]
        )
    except services.WrittenMeanwhile as meanwhile:
        messages.warning(request, str(meanwhile))
        return redirect(place.url("versions"))
    messages.success(request, _("The older text is in the report again."))
    return redirect(place.url())


@access(WRITE)
@require_http_methods(["GET", "POST"])
def publish(request: ActorRequest, year: int) -> HttpResponse:
    """Let everyone read the report, and fix the day of its numbers."""
    report = queries.writable(request.actor, year)
    form = PublishForm(request.POST or None, today=clock.today())
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(actor=request.actor, report=report, **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("The report is published. Everyone can read it."))
            return redirect("annual_report:show", year)
    return render(request, "annual_report/publish.html", {"report": report, "form": form})

"""What the pages of an assessment share: getting it, saving it, and what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vern.core.kernel import clock
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.models import Record
from vern.plan.risk.capabilities import HANDLE
from vern.plan.risk.models import KIND
from vern.plan.risk.queries.show import Sheet
from vern.plan.risk.queries.wording import LACKS
from vern.plan.risk.rules import AssessmentState, Colour, Lack, Method

BOTH = require_http_methods(["GET", "HEAD", "POST"])
ON_A_PAGE = 2
"""Psychosocial factors on one page."""


def seen(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND)


def to_write(request: ActorRequest, pk: int) -> Record:
    return get_record(request.actor, pk, kind=KIND, capability=HANDLE)


def writable(found: Sheet) -> bool:
    return found.state is AssessmentState.DRAFT


def not_now(request: ActorRequest, record: Record) -> HttpResponse:
    """Someone follows an old link: show how it stands instead of a form that would be refused."""
    messages.info(request, _("This cannot be changed now. See how the assessment stands."))
    return redirect("risk:show", record.pk)


def saves_itself(request: ActorRequest) -> bool:
    """Whether the page saves what is being typed; nobody has pressed a button."""
    return request.method == "POST" and "HX-Request" in request.headers


def kept(request: ActorRequest, *, version: int | None = None, prefix: str = "") -> HttpResponse:
    """Says that it is saved; the page's hidden field gets the new version."""
    context = {"at": clock.now(), "version": version, "prefix": prefix}
    return render(request, "risk/saved.html", context)


def not_kept(request: ActorRequest, why: str) -> HttpResponse:
    return render(request, "risk/saved.html", {"why": why})


def try_to(form: Form, do: Callable[[], object]) -> bool:
    """Do it, or say in the form why not."""
    try:
        do()
    except Refused as refused:
        form.add_error(_field(form, refused), str(refused))
        return False
    return True


def _field(form: Form, refused: Refused) -> str | None:
    if isinstance(refused, ChangedMeanwhile):
        data = form.data.copy()  # type: ignore[attr-defined]
        data.pop(form.add_prefix("seen"), None)  # sent once more, it replaces what is there
        form.data = data
    return refused.field if refused.field in form.fields else None


# The way through


@dataclass(frozen=True)
class Step:
    """A page on the way: its words, its address."""

    label: str
    url: str


def steps(found: Sheet) -> list[Step]:
    """The pages of this assessment, in order, without the rows themselves."""
    pk = found.record.pk
    way = [Step(_("Who takes part"), reverse("risk:people", args=[pk]))]
    if found.method is Method.FACTORS:
        pages = pages_of(found)
        way += [
            Step(", ".join(names), reverse("risk:factors", args=[pk, number]))
            for number, names in enumerate(pages, 1)
        ]
        way.append(Step(_("All in all"), reverse("risk:together", args=[pk])))
    else:
        way.append(Step(_("What can go wrong"), reverse("risk:show", args=[pk])))
    way.append(Step(_("Measures, and what remains"), reverse("risk:remaining", args=[pk])))
    way.append(Step(_("Approval"), reverse("risk:finish", args=[pk])))
    return way


def pages_of(found: Sheet) -> list[list[str]]:
    """Names of the factors, page by page."""
    names = [each.name for each in found.said.factors]
    return [names[at : at + ON_A_PAGE] for at in range(0, len(names), ON_A_PAGE)]


def place_of(found: Sheet, url: str) -> str:
    """`Step 3 of 8`; the start was the first one."""
    way = [each.url for each in steps(found)]
    if url not in way:
        return ""
    return _("Step %(step)d of %(steps)d") % {"step": way.index(url) + 2, "steps": len(way) + 1}


def after(found: Sheet, url: str) -> str:
    """The page after this one."""
    way = [each.url for each in steps(found)]
    at = way.index(url) + 1 if url in way else len(way)
    return way[at] if at < len(way) else reverse("risk:show", args=[found.record.pk])


def lacks_of(found: Sheet) -> list[Step]:
    """What keeps it from being approved, each with the page where that is done, if there is one."""
    pk, left = found.record.pk, found.unjudged_factors
    said = [
        Step(
            _("Judge “%(factor)s” in the short and the long term.") % {"factor": factor.name},
            reverse("risk:factors", args=[pk, place // ON_A_PAGE + 1]),
        )
        for place, factor in left
    ]
    named = (Lack.FACTORS, Lack.NOT_JUDGED) if left else ()
    rest = [LACKS[each] for each in found.lacks if each not in named]
    return said + [
        Step(str(each.what), reverse(each.step, args=[pk]) if each.step else "") for each in rest
    ]


def next_row(found: Sheet, *, but: int | None = None) -> str:
    """The first row that nobody has judged, else what remains."""
    pk = found.record.pk
    for view in found.rows:
        if view.before is Colour.NONE and view.row.pk != but:
            return reverse("risk:row", args=[pk, view.row.pk])
    return reverse("risk:show", args=[pk])


def write_on(found: Sheet) -> str:
    """Where whoever writes it goes on: what nobody has judged yet, else what remains; empty: all is
    there."""
    pk = found.record.pk
    if not found.participants and not found.risk.why_missing:
        return reverse("risk:people", args=[pk])
    if found.method is not Method.FACTORS:
        url = next_row(found)
        here = reverse("risk:show", args=[pk])
        unwritten = reverse("risk:row_new" if not found.rows else "risk:remaining", args=[pk])
        return unwritten if url == here else url
    judged = {each.row.factor for each in found.rows if each.before}
    for number, each in enumerate(found.said.factors):
        if each.key not in judged:
            return reverse("risk:factors", args=[pk, number // ON_A_PAGE + 1])
    step = "risk:remaining" if found.risk.sum_before else "risk:together"
    return reverse(step, args=[pk])


def page(
    request: ActorRequest, found: Sheet, template: str, form: Form | None, **more: Any
) -> HttpResponse:
    """A page on the way, with where one is."""
    context = {
        "record": found.record,
        "sheet": found,
        "form": form,
        "place": place_of(found, request.path),
        **more,
    }
    return render(request, f"risk/{template}.html", context)

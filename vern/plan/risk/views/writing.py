"""Writing: starting, who takes part, rows, factors, the sum, measures."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.numbers import whole_number
from vern.core.org.middleware import ActorRequest
from vern.core.records.offers import origin
from vern.plan.risk import services
from vern.plan.risk.capabilities import HANDLE, START
from vern.plan.risk.forms.starting import StartForm
from vern.plan.risk.forms.writing import (
    AboutForm,
    FactorForm,
    PeopleForm,
    RowForm,
    TogetherForm,
)
from vern.plan.risk.models import RiskRow
from vern.plan.risk.offers import ASSESS
from vern.plan.risk.queries.rights import may_start
from vern.plan.risk.queries.show import RowView, Sheet, sheet
from vern.plan.risk.rules import Method
from vern.plan.risk.views.common import (
    BOTH,
    ON_A_PAGE,
    after,
    kept,
    next_row,
    not_kept,
    not_now,
    page,
    saves_itself,
    to_write,
    try_to,
    writable,
)


@access(START, HANDLE)
@BOTH
def start(request: ActorRequest) -> HttpResponse:
    """What it is about, and where: the first page. `from` names what it is taken from."""
    posted = request.method == "POST"
    found = origin(request.actor, ASSESS, request.POST if posted else request.GET)
    given = {"type": request.GET.get("type", ""), "unit": whole_number(request.GET.get("unit", ""))}
    form = StartForm(
        request.POST if posted else None,
        actor=request.actor,
        origin=found,
        initial=StartForm.beginning(
            request.actor, found, **{name: each for name, each in given.items() if each}
        ),
    )
    if posted and form.is_valid():
        new = form.new
        if not may_start(request.actor, new.unit):
            form.add_error("unit", _("Choose a unit where you belong."))
        else:
            key: UUID = form.cleaned_data["key"]
            record = services.start(actor=request.actor, new=new, key=key)
            return redirect("risk:people", record.pk)
    return render(request, "risk/start.html", {"form": form, "origin": found})


@access(SIGNED_IN)
@BOTH
def about(request: ActorRequest, pk: int) -> HttpResponse:
    """What it is about, saved while one types."""
    record = to_write(request, pk)
    found = sheet(record)
    if not writable(found):
        return not_now(request, record)
    if request.method != "POST":
        return page(request, found, "about", AboutForm(initial=AboutForm.beginning(found)))
    form = AboutForm(request.POST)
    version: list[int] = []

    def save() -> None:
        names = ("title", "about", "place", "occasion")
        given = {name: form.cleaned_data[name] for name in names}
        version.append(
            services.write(
                actor=request.actor, record=record, given=given, seen=form.cleaned_data["seen"]
            )
        )

    done = form.is_valid() and try_to(form, save)
    if saves_itself(request):
        return kept(request, version=version[0]) if done else not_kept(request, _first(form))
    return redirect("risk:show", pk) if done else page(request, found, "about", form)


def _first(form: Form) -> str:
    """The first thing that keeps it from being saved."""
    return next((str(each[0]) for each in form.errors.values()), "")


@access(SIGNED_IN)
@BOTH
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """Who takes part. A search comes back with everything that was chosen."""
    record = to_write(request, pk)
    found = sheet(record)
    if not writable(found):
        return not_now(request, record)
    if request.method != "POST":
        return page(
            request, found, "people", PeopleForm(sheet=found, initial=PeopleForm.beginning(found))
        )
    name = request.POST.get("who", "").strip()
    if "search" in request.POST and name:
        typed = {
            **request.POST.dict(),
            **{each: request.POST.getlist(each) for each in ("representatives", "workers")},
            "search": name,
            "who": "",
        }
        return page(request, found, "people", PeopleForm(sheet=found, initial=typed))
    form = PeopleForm(request.POST, sheet=found)
    if form.is_valid() and try_to(form, lambda: _take_part(request, found, form)):
        return redirect(_after_people(found))
    return page(request, found, "people", form)


def _take_part(request: ActorRequest, found: Sheet, form: PeopleForm) -> None:
    services.take_part(
        actor=request.actor,
        record=found.record,
        people=form.chosen,
        words={name: form.cleaned_data[name] for name in ("others", "why_missing")},
        seen=form.cleaned_data["seen"],
    )


def _after_people(found: Sheet) -> str:
    if found.method is Method.FACTORS:
        return reverse("risk:factors", args=[found.record.pk, 1])
    return next_row(found)


@access(SIGNED_IN)
@BOTH
def row_new(request: ActorRequest, pk: int) -> HttpResponse:
    """One more thing that can go wrong."""
    found = _rows_of(request, pk)
    if isinstance(found, HttpResponse):
        return found
    return _row(request, found, None)


@access(SIGNED_IN)
@BOTH
def row(request: ActorRequest, pk: int, row_pk: int) -> HttpResponse:
    """One thing that can go wrong, saved while one types."""
    found = _rows_of(request, pk)
    if isinstance(found, HttpResponse):
        return found
    view = next((each for each in found.rows if each.row.pk == row_pk), None)
    if view is None:
        raise Http404
    return _row(request, found, view)


def _rows_of(request: ActorRequest, pk: int) -> Sheet | HttpResponse:
    record = to_write(request, pk)
    found = sheet(record)
    if found.method is Method.FACTORS or not writable(found):
        return not_now(request, record)
    return found


def _row(request: ActorRequest, found: Sheet, view: RowView | None) -> HttpResponse:
    this = view.row if view else None
    given: dict[str, Any] = {"method": found.method, "said": found.said, "row": this}
    if request.method != "POST":
        initial = RowForm.beginning(this) if this else {"key": uuid4()}
        return page(request, found, "row", RowForm(initial=initial, **given), view=view)
    form = RowForm(request.POST, **given)
    saved: list[RiskRow] = []

    def save() -> None:
        saved.append(
            services.save_row(
                actor=request.actor,
                record=found.record,
                draft=form.draft,
                row=this,
                key=form.cleaned_data["key"],
                seen=form.cleaned_data["seen"],
            )
        )

    done = form.is_valid() and try_to(form, save)
    if saves_itself(request):
        return kept(request, version=saved[0].version) if done else not_kept(request, _first(form))
    if not done:
        return page(request, found, "row", form, view=view)
    return redirect(next_row(sheet(found.record), but=saved[0].pk))


@access(SIGNED_IN)
@require_POST
def remove_row(request: ActorRequest, pk: int, row_pk: int) -> HttpResponse:
    """It is not relevant here. Sent twice, it is gone once."""
    record = to_write(request, pk)
    found = sheet(record)
    if not writable(found):
        return not_now(request, record)
    for each in found.rows:
        if each.row.pk == row_pk:
            services.remove_row(actor=request.actor, record=record, row=each.row)
            messages.success(request, _("It is taken out."))
    return redirect(next_row(sheet(record)))


@access(SIGNED_IN)
@require_POST
def remove_untouched(request: ActorRequest, pk: int) -> HttpResponse:
    """None of the proposals that nobody has looked at is relevant here."""
    record = to_write(request, pk)
    if not writable(sheet(record)):
        return not_now(request, record)
    services.remove_untouched(actor=request.actor, record=record)
    messages.success(request, _("The proposals that were left are taken out."))
    return redirect("risk:show", pk)


@access(SIGNED_IN)
@BOTH
def factors(request: ActorRequest, pk: int, number: int) -> HttpResponse:
    """Two psychosocial factors on a page, saved while one types."""
    record = to_write(request, pk)
    found = sheet(record)
    if found.method is not Method.FACTORS or not writable(found):
        return not_now(request, record)
    here = found.said.factors[(number - 1) * ON_A_PAGE : number * ON_A_PAGE] if number else []
    if not here:
        raise Http404
    rows = {each.row.factor: each.row for each in found.rows}
    posted = request.POST if request.method == "POST" else None
    forms = [
        FactorForm(
            posted,
            factor=each,
            said=found.said,
            initial=FactorForm.beginning(rows[each.key]) if each.key in rows else {},
        )
        for each in here
    ]
    if posted is None:
        return page(request, found, "factors", None, forms=forms)
    saved = [_save_factor(request, found, form, rows.get(form.factor.key)) for form in forms]
    done = all(saved)
    if saves_itself(request):
        if done:
            return _kept_factors(request, found, forms)
        return not_kept(request, next(filter(None, map(_first, forms)), ""))
    if done:
        return redirect(after(found, request.path))
    return page(request, found, "factors", None, forms=forms, has_errors=True)


def _save_factor(
    request: ActorRequest, found: Sheet, form: FactorForm, this: RiskRow | None
) -> bool:
    if not form.is_valid():
        return False
    if form.empty and this is None:
        return True

    def save() -> None:
        services.save_row(
            actor=request.actor,
            record=found.record,
            draft=form.draft(this),
            row=this,
            seen=form.cleaned_data["seen"],
        )

    return try_to(form, save)


def _kept_factors(request: ActorRequest, found: Sheet, forms: list[FactorForm]) -> HttpResponse:
    now = {each.row.factor: each.row.version for each in sheet(found.record).rows}
    versions = [(form.factor.key, now[form.factor.key]) for form in forms if form.factor.key in now]
    return render(request, "risk/saved.html", {"at": True, "versions": versions})


@access(SIGNED_IN)
@BOTH
def together(request: ActorRequest, pk: int) -> HttpResponse:
    """How the factors act on one another, and the sum, saved while one types."""
    record = to_write(request, pk)
    found = sheet(record)
    if found.method is not Method.FACTORS or not writable(found):
        return not_now(request, record)
    table = {
        "judged": [each for each in found.rows if each.before],
        "missing": [
            (factor.name, reverse("risk:factors", args=[pk, place // ON_A_PAGE + 1]))
            for place, factor in found.unjudged_factors
        ],
    }
    if request.method != "POST":
        initial = TogetherForm.beginning(found.risk)
        opened = TogetherForm(said=found.said, initial=initial)
        return page(request, found, "together", opened, **table)
    form = TogetherForm(request.POST, said=found.said)
    version: list[int] = []

    def save() -> None:
        version.append(
            services.write(
                actor=request.actor,
                record=record,
                given=form.given,
                seen=form.cleaned_data["seen"],
            )
        )

    done = form.is_valid() and try_to(form, save)
    if saves_itself(request):
        return kept(request, version=version[0]) if done else not_kept(request, _first(form))
    if done:
        return redirect(after(found, request.path))
    return page(request, found, "together", form, **table)

"""What the change is, whom it touches, who reads it and who goes on with it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vern.core.history.queries import newest
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.numbers import whole_number
from vern.core.kernel.ui import meanwhile
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Unit
from vern.core.records.models import Record
from vern.plan.changes import services
from vern.plan.changes.forms.preparing import DescribeForm, TouchForm, described
from vern.plan.changes.forms.taking_part import PersonField, sought
from vern.plan.changes.services.preparing import DESCRIBED
from vern.plan.changes.views.common import (
    BOTH,
    Words,
    not_now,
    opened,
    press,
    sent,
    to_handle,
    write,
)


@access(SIGNED_IN)
@BOTH
def describe(request: ActorRequest, pk: int) -> HttpResponse:
    """What the change is, and when."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = DescribeForm(sent(request), initial=_as_it_stands(record))
    if request.method == "POST" and form.is_valid():
        try:
            services.describe(
                actor=request.actor,
                record=record,
                given=form.given,
                seen=form.cleaned_data["seen"],
            )
        except ChangedMeanwhile as changed:
            record.refresh_from_db()
            meanwhile.tell(form, changed, now=DescribeForm(initial=_as_it_stands(record)))
        except Refused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("It is saved."))
            return redirect("changes:show", pk)
    words = Words(_("What is the change?"), _("Save"), "")
    return render(request, "changes/form.html", {"form": form, "record": record, "words": words})


def _as_it_stands(record: Record) -> dict[str, object]:
    process = opened(record)
    known = described(process) if process else {}
    return {**known, "seen": newest(record, DESCRIBED)}


@access(SIGNED_IN)
@BOTH
def touch(request: ActorRequest, pk: int) -> HttpResponse:
    """One more unit that it touches."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = TouchForm(sent(request))
    words = Words(
        _("Add a unit that it touches"),
        _("Add the unit"),
        gettext_lazy("The unit is added. Those who lead and represent there are told."),
    )

    def do() -> None:
        unit = Unit.objects.get(pk=form.cleaned_data["unit"])
        services.touch(actor=request.actor, record=record, unit=unit)

    return write(request, record, form, words, do, finds=True)


@access(SIGNED_IN)
@require_POST
def untouch(request: ActorRequest, pk: int) -> HttpResponse:
    """It does not touch a unit after all."""
    record = to_handle(request, pk)
    unit = Unit.objects.filter(pk=whole_number(request.POST.get("unit", "")) or 0).first()
    if unit is None:
        return not_now(request, record)
    return press(
        request,
        record,
        _("The unit is removed."),
        lambda: services.untouch(actor=request.actor, record=record, unit=unit),
    )


def _person_form(request: ActorRequest, *, needed: bool) -> PersonField:
    """As it was sent; not yet where only the search was pressed."""
    typed = sought(request.POST) if request.method == "POST" else None
    if typed is not None:
        return PersonField(initial=typed, needed=needed)
    return PersonField(sent(request), needed=needed)


@access(SIGNED_IN)
@BOTH
def let_read(request: ActorRequest, pk: int) -> HttpResponse:
    """Let someone read it by name: a shop steward, the secretary of a body, someone elsewhere."""
    record = to_handle(request, pk)
    form = _person_form(request, needed=True)
    words = Words(
        _("Let someone read it"),
        _("Let them read it"),
        gettext_lazy("They can read it now, and are told."),
        _("By name, whatever their roles. They read all of it, and can comment."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.let_read(
            actor=request.actor, record=record, person_id=form.cleaned_data["person"]
        ),
        template="changes/person.html",
    )


@access(SIGNED_IN)
@BOTH
def assign(request: ActorRequest, pk: int) -> HttpResponse:
    """Someone is to go on with it."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = _person_form(request, needed=False)
    words = Words(
        _("Who goes on with it?"),
        _("Save"),
        gettext_lazy("It is saved."),
        _("Whoever leads the unit, if you choose nobody. The decision stays with the leader."),
    )
    return write(
        request,
        record,
        form,
        words,
        lambda: services.assign(
            actor=request.actor, record=record, person_id=form.cleaned_data["person"]
        ),
        template="changes/person.html",
    )


@access(SIGNED_IN)
@require_POST
def open_up(request: ActorRequest, pk: int) -> HttpResponse:
    """Everyone at the unit reads it from now on."""
    record = to_handle(request, pk)
    return press(
        request,
        record,
        _("Everyone at the unit can read it now."),
        lambda: services.open_up(actor=request.actor, record=record),
    )

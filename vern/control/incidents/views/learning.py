"""Root causes, lessons, and questions to other units."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vern.control.incidents.capabilities import SEE
from vern.control.incidents.forms.learning import InquiryForm, LessonForm, RootCausesForm
from vern.control.incidents.models import KIND, InquiryAnswer, Lesson
from vern.control.incidents.queries import asking, learning
from vern.control.incidents.queries.similar import similar_to
from vern.control.incidents.services import learning as services
from vern.control.incidents.views.handle import BOTH, do_on_page, not_now, to_handle
from vern.core.history.queries import newest
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.kernel.numbers import whole_number
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record, holds
from vern.core.records.models import Record


@access(SIGNED_IN)
@BOTH
def causes(request: ActorRequest, pk: int) -> HttpResponse:
    """Why it happened: five whys, or a fishbone."""
    record = to_handle(request, pk)
    form = _causes_form(record, request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="incidents/causes.html",
        do=lambda: services.set_root_causes(
            actor=request.actor,
            record=record,
            causes=form.causes,
            seen=form.cleaned_data["seen"],
        ),
        done=_("The causes are saved."),
        now=lambda: _causes_form(to_handle(request, pk)),
    )


def _causes_form(record: Record, sent: QueryDict | None = None) -> RootCausesForm:
    return RootCausesForm(
        sent,
        bones=learning.root_causes(record.incident),
        seen=newest(record, "incident.causes_sought"),
    )


@access(SIGNED_IN)
@BOTH
def write_lesson(request: ActorRequest, pk: int) -> HttpResponse:
    """A lesson without persons."""
    record = to_handle(request, pk)
    if request.method != "POST" and not learning.can_be_shared(record, record.incident):
        return not_now(request, record)
    form = LessonForm(
        request.POST if request.method == "POST" else None,
        record=record,
        likely=learning.suggested_units(record),
    )
    return do_on_page(
        request,
        record,
        form,
        template="incidents/write_lesson.html",
        do=lambda: services.publish_lesson(actor=request.actor, record=record, new=form.new),
        done=_("The lesson is published."),
    )


@access(SIGNED_IN)
@require_GET
def lessons(request: ActorRequest) -> HttpResponse:
    """What others should know of what has happened."""
    page = learning.lessons(request.actor, before=whole_number(request.GET.get("before", "")))
    return render(request, "incidents/lessons.html", {"page": page})


@access(SIGNED_IN)
@require_GET
def lesson(request: ActorRequest, pk: int) -> HttpResponse:
    """One lesson; a withdrawn one only for those who handle the report."""
    found = learning.for_reader(request.actor).filter(pk=pk).first()
    record = _source(request, pk)
    if found is None and record is None:
        raise Http404
    found = found or get_object_or_404(Lesson, pk=pk)
    return render(
        request,
        "incidents/lesson.html",
        {
            "lesson": found,
            "units": list(found.units.all()),
            "record": record,
            "withdraws": record is not None
            and found.withdrawn_at is None
            and learning.may_share(request.actor, record),
        },
    )


def _source(request: ActorRequest, pk: int) -> Record | None:
    """The report that a lesson springs from, where this reader reads it whole."""
    record = (
        Record.objects.filter(incident__lessons=pk)
        .select_related("unit")
        .prefetch_related("parties")
        .first()
    )
    return record if record and holds(request.actor, SEE, record) else None


@access(SIGNED_IN)
@require_POST
def withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    """A lesson is taken back."""
    record = _source(request, pk)
    if record is None:
        readable = learning.for_reader(request.actor).filter(pk=pk).exists()
        raise PermissionDenied if readable else Http404
    services.withdraw_lesson(
        actor=request.actor, record=record, lesson=get_object_or_404(Lesson, pk=pk)
    )
    messages.success(request, _("The lesson is withdrawn."))
    return redirect("incidents:show", record.pk)


@access(SIGNED_IN)
@BOTH
def ask_units(request: ActorRequest, pk: int) -> HttpResponse:
    """Does this concern you?"""
    record = get_record(request.actor, pk, kind=KIND)
    if not learning.may_ask(request.actor, record):
        raise PermissionDenied
    ready = learning.can_be_shared(record, record.incident) and learning.to_be_asked(
        record.incident
    )
    if request.method != "POST" and not ready:
        return not_now(request, record)
    form = InquiryForm(
        request.POST if request.method == "POST" else None,
        record=record,
        likely=learning.suggested_units(record),
    )
    return do_on_page(
        request,
        record,
        form,
        template="incidents/ask_units.html",
        do=lambda: services.ask_units(actor=request.actor, record=record, new=form.new),
        done=_("The units have been asked. Their answers are shown on this page."),
    )


@access(SIGNED_IN)
@require_GET
def inquiry(request: ActorRequest, pk: int) -> HttpResponse:
    """A question to units: for those who are asked, and those who read the report."""
    asked = asking.inquiry_for(request.actor, pk)
    return render(request, "incidents/inquiry.html", {"asked": asked, "inquiry": asked.inquiry})


@access(SIGNED_IN)
@require_POST
def answer_inquiry(request: ActorRequest, pk: int) -> HttpResponse:
    """One tap: yes or no."""
    found = get_object_or_404(InquiryAnswer.objects.select_related("unit"), pk=pk)
    asked = asking.inquiry_for(request.actor, found.inquiry_id)
    if found.pk not in {each.pk for each in asked.own}:
        raise PermissionDenied
    if request.POST.get("answer") not in ("yes", "no"):
        return redirect("incidents:inquiry", found.inquiry_id)
    concerns = request.POST["answer"] == "yes"
    try:
        answer = services.answer_inquiry(actor=request.actor, answer=found, concerns=concerns)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("incidents:inquiry", found.inquiry_id)
    if answer.measure_id:
        messages.success(request, _("It has become a measure at your unit. Here it is."))
        return redirect("measures:show", answer.measure_id)
    messages.success(request, _("Noted: it does not concern %(unit)s.") % {"unit": found.unit.name})
    if request.POST.get("desk"):
        return redirect("desk:mine")
    return redirect("incidents:inquiry", found.inquiry_id)


@access(SIGNED_IN)
@require_GET
def similar(request: ActorRequest, pk: int) -> HttpResponse:
    """Earlier cases of the same: whole where the reader reads them, coded where not."""
    record = get_record(request.actor, pk, kind=KIND)
    if not holds(request.actor, SEE, record):
        raise PermissionDenied
    return render(
        request,
        "incidents/similar.html",
        {"record": record, "found": similar_to(request.actor, record)},
    )

"""Steps, the work environment, measures and assessments."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import Refused
from vern.core.kernel.ui.dates import clock_time
from vern.core.measures.forms import measure_form
from vern.core.org.middleware import ActorRequest
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record, Sensitivity
from vern.hub.evidence.assurances import assurances
from vern.plan.changes import services
from vern.plan.changes.forms.deciding import ConsequencesForm, LinkForm, StepForm
from vern.plan.changes.models import Aspect, ChangeProcess, Milestone
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


def _step(record: Record, part: int) -> Milestone:
    rows = Milestone.objects.select_related("process__record")
    return get_object_or_404(rows, pk=part, process=record.pk)


@access(SIGNED_IN)
@BOTH
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """A step more."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = StepForm(sent(request))
    words = Words(_("Add a step"), _("Add the step"), gettext_lazy("The step is added."))
    return write(
        request,
        record,
        form,
        words,
        lambda: services.add_step(
            actor=request.actor,
            record=record,
            title=form.cleaned_data["title"],
            due_on=form.cleaned_data["due_on"],
        ),
    )


@access(SIGNED_IN)
@BOTH
def change(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """Another day, or other words."""
    record = to_handle(request, pk)
    found = _step(record, part)
    if opened(record) is None:
        return not_now(request, record)
    form = StepForm(sent(request), initial={"title": found.title, "due_on": found.due_on})
    words = Words(_("Change the step"), _("Save"), gettext_lazy("It is saved."))
    return write(
        request,
        record,
        form,
        words,
        lambda: services.move_step(
            actor=request.actor,
            milestone=found,
            title=form.cleaned_data["title"],
            due_on=form.cleaned_data["due_on"],
        ),
        step=found,
    )


@access(SIGNED_IN)
@require_POST
def done(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """It is done, or (with `undo`) is not after all."""
    record = to_handle(request, pk)
    found = _step(record, part)
    undo = request.POST.get("undo") == "yes"
    return press(
        request,
        record,
        _("The step is open again.") if undo else _("The step is done."),
        lambda: services.take_step(actor=request.actor, milestone=found, done=not undo),
    )


@access(SIGNED_IN)
@require_POST
def drop(request: ActorRequest, pk: int, part: int) -> HttpResponse:
    """It is no step of this change."""
    record = to_handle(request, pk)
    found = _step(record, part)
    return press(
        request,
        record,
        _("The step is removed."),
        lambda: services.drop_step(actor=request.actor, milestone=found),
    )


@access(SIGNED_IN)
@BOTH
def consequences(request: ActorRequest, pk: int) -> HttpResponse:
    """What the change does to the work environment: each answer is saved as it is given, or all with
    the button."""
    record = to_handle(request, pk)
    process = opened(record)
    if process is None:
        return not_now(request, record)
    form = ConsequencesForm(
        sent(request),
        aspects=Aspect.objects.filter(offered=True, types__contains=[process.type]),
        judged={each.aspect_id: each for each in process.consequences.all()},
    )
    if request.method == "POST" and form.is_valid() and _judged(request, record, form):
        if _as_given(request):
            said = _("Saved %(time)s") % {"time": clock_time(clock.now())}
            return HttpResponse(said, content_type="text/plain; charset=utf-8")
        messages.success(request, _("It is saved."))
        return redirect("changes:show", pk)
    if request.method == "POST" and _as_given(request):
        said = _("Not saved. Write less, or press Save to see what is wrong.")
        return HttpResponse(said, content_type="text/plain; charset=utf-8")
    return _judging(request, process, form)


def _as_given(request: ActorRequest) -> bool:
    """Whether one answer is sent by itself."""
    return bool(request.headers.get("HX-Request"))


def _judged(request: ActorRequest, record: Record, form: ConsequencesForm) -> bool:
    """Save what was sent. Whether that went well."""
    try:
        for aspect, judgement, words in form.given():
            services.judge(
                actor=request.actor,
                record=record,
                aspect=aspect,
                judgement=judgement,
                words=words,
            )
    except Refused as refused:
        form.add_error(None, str(refused))
    return not form.errors


def _judging(request: ActorRequest, process: ChangeProcess, form: ConsequencesForm) -> HttpResponse:
    context = {"form": form, "record": process.record, "process": process}
    return render(request, "changes/consequences.html", context)


@access(SIGNED_IN)
@BOTH
def measure(request: ActorRequest, pk: int) -> HttpResponse:
    """Decide a measure. A search for people comes back with everything that was typed."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = measure_form(
        request,
        unit=record.unit,
        private=record.sensitivity >= Sensitivity.PARTIES,
        reported=False,
    )
    words = Words(_("Add measure"), _("Decide the measure"), form.receipt)
    return write(
        request,
        record,
        form,
        words,
        lambda: services.add_measure(actor=request.actor, record=record, plan=form.plan),
        template="changes/measure.html",
    )


@access(SIGNED_IN)
@BOTH
def link_assessment(request: ActorRequest, pk: int) -> HttpResponse:
    """Link an assessment that is made already, by its number."""
    record = to_handle(request, pk)
    if opened(record) is None:
        return not_now(request, record)
    form = LinkForm(sent(request))
    words = Words(
        _("Link a risk assessment"), _("Link it"), gettext_lazy("The assessment is linked.")
    )

    def do() -> None:
        seen = Record.objects.visible_to(request.actor).filter(
            kind__in=[each.key for each in assurances]
        )
        other = seen.filter(number=form.cleaned_data["number"]).first()
        if other is None:
            raise Refused(
                _("You see no risk assessment with this number. Look at its page."), field="number"
            )
        link(actor=request.actor, a=record, b=other, kind=LinkKind.BELONGS_WITH)

    return write(request, record, form, words, do)

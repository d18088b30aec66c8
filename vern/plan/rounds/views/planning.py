"""The meeting before: planning, asking everyone, who takes part, what they want looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vern.core.history.queries import newest
from vern.core.kernel import clock
from vern.core.kernel.access import SIGNED_IN, access
from vern.core.kernel.errors import ChangedMeanwhile, Refused
from vern.core.kernel.numbers import whole_number
from vern.core.org import posts
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Person, RoleKey, Unit
from vern.core.org.queries import find_people
from vern.core.records.models import Record
from vern.plan.rounds.capabilities import HOLD
from vern.plan.rounds.forms.planning import (
    AnswerForm,
    AskForm,
    CallOffForm,
    NewRoundForm,
    PlanForm,
    TakePartForm,
)
from vern.plan.rounds.models import AS_ROLE, Participant, Round
from vern.plan.rounds.queries.lists import units_to_hold, without_round
from vern.plan.rounds.services import planning, wishes
from vern.plan.rounds.views.common import BOTH, do_at_once, do_on_page, to_hold

WEEKS_AHEAD = dt.timedelta(weeks=3)
BEFORE_THE_WALK = dt.timedelta(days=2)
FOUND = 20


@access(HOLD)
@BOTH
def new(request: ActorRequest) -> HttpResponse:
    """Where and when. Everything else is proposed and can be changed."""
    units = units_to_hold(request.actor)
    form = NewRoundForm(
        request.POST if request.method == "POST" else None,
        units=units,
        initial={
            "unit": request.GET.get("unit") or _proposed(units),
            "day": clock.today() + WEEKS_AHEAD,
            "key": uuid4(),
        },
    )
    if request.method == "POST" and form.is_valid():
        record = planning.plan_round(actor=request.actor, **form.cleaned_data)
        return redirect("rounds:change", record.pk)
    return render(request, "rounds/new.html", {"form": form})


def _proposed(units: Sequence[Unit]) -> int | None:
    """The first one that has no round this year: what one answers for comes first."""
    lacking = without_round([each.pk for each in units], clock.today().year)
    return next((each.pk for each in units if each.pk in lacking), None)


@access(SIGNED_IN)
@BOTH
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """The plan: saved as one fills it in, or by the button."""
    record, round_ = to_hold(request, pk)
    form = PlanForm(request.POST if request.method == "POST" else None, round_=round_)
    if request.method == "POST" and request.headers.get("HX-Request"):
        return _save_meanwhile(request, record, form)
    return do_on_page(
        request,
        record,
        form,
        template="rounds/change.html",
        do=lambda: planning.change_plan(
            actor=request.actor, record=record, plan=form.plan, seen=form.cleaned_data["seen"]
        ),
        done=_("The plan is saved."),
        now=lambda: PlanForm(round_=Round.objects.get(pk=pk)),
        round=round_,
    )


def _save_meanwhile(request: ActorRequest, record: Record, form: PlanForm) -> HttpResponse:
    """A line that says whether it is saved."""
    problem = ""
    if not form.is_valid():
        problem = str(next(iter(form.errors.values()))[0])
    else:
        try:
            planning.change_plan(
                actor=request.actor, record=record, plan=form.plan, seen=form.cleaned_data["seen"]
            )
        except (Refused, ChangedMeanwhile) as refused:
            problem = str(refused)
    context = {
        "problem": problem,
        "at": clock.now(),
        "seen": (form["seen"].value() or "") if problem else newest(record, "round.changed"),
    }
    return render(request, "rounds/saved.html", context)


@access(SIGNED_IN)
@BOTH
def people(request: ActorRequest, pk: int) -> HttpResponse:
    """Who takes part, and finding someone by name."""
    record, round_ = to_hold(request, pk)
    asked = request.GET.get("q", "").strip()
    participants = list(round_.participants.select_related("person"))
    taking_part = {each.person_id for each in participants}
    found = [
        each for each in (find_people(asked)[:FOUND] if asked else ()) if each.pk not in taking_part
    ]
    held = posts.posts_of(found)
    names = posts.names() if found else {}
    context = {
        "record": record,
        "participants": participants,
        "asked": asked,
        "found": [
            (each, posts.with_post(each, held.get(each.pk, ()), names), _part(held.get(each.pk)))
            for each in found
        ],
    }
    return render(request, "rounds/people.html", context)


def _part(held: object) -> Participant.As:
    """As what someone most likely takes part: by the post that says most of them."""
    post = posts.first_of(held) if isinstance(held, list) else None
    if post is None or post.role not in RoleKey.values:
        return Participant.As.OTHER
    return AS_ROLE.get(RoleKey(post.role), Participant.As.OTHER)


@access(SIGNED_IN)
@require_POST
def take_part(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask someone to take part."""
    record, _round = to_hold(request, pk)
    form = TakePartForm(request.POST)
    person = _person(request)
    if person is None or not form.is_valid():
        return _nobody(request, record)
    return do_at_once(
        request,
        record,
        lambda: planning.add_participant(
            actor=request.actor, record=record, person=person, part=form.cleaned_data["part"]
        ),
        _("%(name)s is asked to take part.") % {"name": person.name},
        to="rounds:people",
    )


@access(SIGNED_IN)
@require_POST
def leave_out(request: ActorRequest, pk: int) -> HttpResponse:
    """Someone does not take part after all."""
    record, _round = to_hold(request, pk)
    person = _person(request)
    if person is None:
        return _nobody(request, record)
    return do_at_once(
        request,
        record,
        lambda: planning.remove_participant(actor=request.actor, record=record, person=person),
        _("%(name)s no longer takes part.") % {"name": person.name},
        to="rounds:people",
    )


def _person(request: ActorRequest) -> Person | None:
    return Person.objects.filter(pk=whole_number(request.POST.get("person", "")) or 0).first()


def _nobody(request: ActorRequest, record: Record) -> HttpResponse:
    messages.error(request, _("Choose someone."))
    return redirect("rounds:people", record.pk)


@access(SIGNED_IN)
@BOTH
def ask(request: ActorRequest, pk: int) -> HttpResponse:
    """Send the wish form to everyone at the unit."""
    record, round_ = to_hold(request, pk)
    proposed = max(round_.day - BEFORE_THE_WALK, clock.today())
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial={"until": round_.wishes_until or proposed},
    )
    return do_on_page(
        request,
        record,
        form,
        template="rounds/ask.html",
        do=lambda: planning.ask_everyone(
            actor=request.actor, record=record, until=form.cleaned_data["until"]
        ),
        done=_("Everyone at the unit is asked what to look at."),
        round=round_,
    )


@access(SIGNED_IN)
@BOTH
def call_off(request: ActorRequest, pk: int) -> HttpResponse:
    """It is not held."""
    record, round_ = to_hold(request, pk)
    form = CallOffForm(request.POST if request.method == "POST" else None)
    return do_on_page(
        request,
        record,
        form,
        template="rounds/call_off.html",
        do=lambda: planning.call_off(actor=request.actor, record=record, **form.cleaned_data),
        done=_("The round is called off. Those who take part are told."),
        round=round_,
    )


@access(SIGNED_IN)
@BOTH
def answer(request: ActorRequest, pk: int, wish: int) -> HttpResponse:
    """What becomes of what someone wanted looked at."""
    record, round_ = to_hold(request, pk)
    wanted = get_object_or_404(round_.wishes.select_related("person"), pk=wish)
    initial = {"words": wanted.answer}
    if wanted.taken_up is not None:
        initial["taken_up"] = "yes" if wanted.taken_up else "no"
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    return do_on_page(
        request,
        record,
        form,
        template="rounds/answer.html",
        do=lambda: wishes.answer(
            actor=request.actor, record=record, wish=wanted, **form.cleaned_data
        ),
        done=_("The answer is saved."),
        wish=wanted,
    )

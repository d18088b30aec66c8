"""Reporting: the channel, the form, and the receipt."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from vern.control.incidents import services
from vern.control.incidents.capabilities import REPRESENT
from vern.control.incidents.forms.leaders import LeadersForm
from vern.control.incidents.forms.recipient import DECIDES, foreseen
from vern.control.incidents.forms.report import ReportForm
from vern.control.incidents.models import KIND, Answer
from vern.control.incidents.offering import REPORT_IT
from vern.control.incidents.queries import channels as queries
from vern.control.incidents.queries import choices, protecting, reporting, show, timeline, voices
from vern.control.incidents.queries.promises import promises
from vern.control.incidents.queries.recipient import on_receipt
from vern.control.incidents.rules import IncidentState, IncidentType, may_be_dangerous
from vern.control.incidents.services import policy
from vern.control.incidents.views import channels, kept, outbox
from vern.control.incidents.views.code import keep_private, remember
from vern.core.kernel import limits
from vern.core.kernel.access import BY_CODE, PUBLIC, access
from vern.core.kernel.errors import Refused
from vern.core.kernel.limits import Verdict
from vern.core.kernel.offline import kept_by_a_device, sent_by_another
from vern.core.org.middleware import ActorRequest
from vern.core.records.access import get_record
from vern.core.records.links import link
from vern.core.records.models import LinkKind, Record
from vern.core.records.offers import origin
from vern.core.records.services import sent_before

LIMIT = "nameless_report"


@access(PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: ActorRequest) -> HttpResponseBase:
    """Someone tells what happened. Photos and files are kept while the rest is put right.

    The address alone asks for the channel first; a link with a channel or a place skips that.
    """
    if request.method == "POST" and kept.signed_out(request):
        return kept.until_signed_in(request, channels.form_url())
    if (answer := channels.refused(request)) is not None:
        return answer
    if request.method == "POST":
        return _posted(request)
    if not any(name in request.GET for name in channels.STRAIGHT):
        return channels.chooser(request)
    if (waiting := kept.waiting(request)) is not None:
        form = ReportForm(waiting, actor=request.actor)
        form.only_keep()
        return page(request, form)
    place = reporting.place(request.GET.get("place", ""))
    found = origin(request.actor, REPORT_IT, request.GET)
    return page(request, ReportForm(actor=request.actor, place=place, origin=found))


def _posted(request: ActorRequest) -> HttpResponse:
    if sent_by_another(request):
        return outbox.by_another()
    place = reporting.place(request.POST.get("place", ""))
    form = ReportForm(
        request.POST,
        request.FILES,
        actor=request.actor,
        place=place,
        by_device=kept_by_a_device(request),
        origin=origin(request.actor, REPORT_IT, request.POST),
    )
    record = _send(request, form)
    if record is None:
        return _not_sent(request, form)
    kept.forget(request)
    if not request.actor.signed_in:
        remember(request, reporting.code_of(record))
    if kept_by_a_device(request):
        return outbox.received(request, record)
    return redirect("incidents:sent", record.pk)


def _not_sent(request: ActorRequest, form: ReportForm) -> HttpResponse:
    """What is to be put right."""
    if kept_by_a_device(request):
        return outbox.refused(form)
    return emptied(request, form) or page(request, form)


def emptied(request: ActorRequest, form: ReportForm) -> HttpResponse | None:
    """An empty form instead of a nameless one that was sent already, for it comes from the way back,
    where others may sit now. None for all others. Call after validation."""
    key = form.sent_key
    if request.actor.signed_in or key is None or not sent_before(person_id=None, key=key):
        return None
    messages.info(request, _("You have sent this form already. Here is an empty one."))
    return redirect(channels.form_url())


@access(PUBLIC)
@require_GET
def rooms(request: ActorRequest) -> HttpResponseBase:
    """The rooms of a building that someone answers for, for the field to propose."""
    if (answer := channels.refused(request)) is not None:
        return answer
    found = reporting.room_options(request.GET.get("building", ""))
    return render(request, "incidents/rooms.html", {"rooms": [name for _pk, name in found]})


@access(PUBLIC)
@require_GET
def leaders(request: ActorRequest) -> HttpResponseBase:
    """Whom it may be about, for the unit that is chosen now; nothing where it is about no leader."""
    if (answer := channels.refused(request)) is not None:
        return answer
    ticked = "about_leader" in request.GET
    chosen = "" if "unit_unknown" in request.GET else request.GET.get("unit", "")
    unit = reporting.unit_meant(request.actor, chosen) if ticked else None
    form = LeadersForm(unit, request.actor)
    return render(request, "incidents/leaders.html", {"form": form, "ticked": ticked})


def page(request: ActorRequest, form: ReportForm, **more: object) -> HttpResponse:
    """The form, as it stands."""
    nameless = not request.actor.signed_in
    beginning = queries.beginning()
    response = render(
        request,
        "incidents/report.html",
        {
            "form": form,
            "place": form.source,
            "origin": form.origin,
            "numbers": choices.emergency_numbers(),
            "at_once": beginning.at_once,
            "is_first": bool(form.source) or not beginning.chooses or "kept_on_device" in more,
            "nameless": nameless,
            "may_be_nameless": not nameless and policy().nameless_allowed,
            "promises": promises(nameless=nameless),
            # What the device keeps names nobody.
            "decides": ",".join(DECIDES),
            "recipient": None if "kept_on_device" in more else foreseen(request.actor, form.given),
            **more,
        },
    )
    if nameless:
        add_never_cache_headers(response)
    return response


def _send(request: ActorRequest, form: ReportForm) -> Record | None:
    """The record that the form made, now or before; None if something is to be put right."""
    verdict = _verdict(request)
    if verdict is Verdict.ASK:
        form.ask()
    if not form.is_valid():
        if form.sent_key is None:
            form.renew_key(uuid4())
        return None
    if (sent := _sent(request)) is not None:
        return _again(form, sent)
    return _report(request, form) if _may_pass(form, verdict) else None


def _sent(request: ActorRequest) -> Record | None:
    """What this form has become already, if it was sent before."""
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        return None
    return sent_before(person_id=request.actor.person_id, key=key)


def _again(form: ReportForm, sent: Record) -> Record | None:
    """The same once more is the same report; the way back, and then another text, is not."""
    if sent.incident.description == form.draft.description:
        form.forget_files()
        return sent
    fresh = uuid4()
    form.move_files(fresh)
    form.renew_key(fresh)
    form.add_error(
        None,
        _(
            "You have sent this form already: it became %(number)s. To send what stands here as a "
            "new report, press Send again."
        )
        % {"number": sent.number},
    )
    return None


def _verdict(request: ActorRequest) -> Verdict:
    """What a report without an account meets, where very many have come from the same address.

    One that was sent already may always be sent again: it makes nothing.
    """
    if request.actor.signed_in or _sent(request) is not None:
        return Verdict.FREE
    return limits.verdict(LIMIT, request)


def _may_pass(form: ReportForm, verdict: Verdict) -> bool:
    if verdict is Verdict.WAIT:
        form.add_error(
            None,
            _(
                "Very many reports have come from your network, so we cannot receive this one just "
                "now. What you have written stands here. Send it again in %(minutes)d minutes, or "
                "sign in and send it at once. If it is urgent, call."
            )
            % {"minutes": limits.minutes_to_wait(LIMIT)},
        )
        return False
    return form.use_answer()


def _report(request: ActorRequest, form: ReportForm) -> Record | None:
    try:
        record = services.report(
            actor=request.actor,
            draft=outbox.timed(request, form.draft),
            key=form.sent_key,
            attachments=form.attachments,
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    if form.origin is not None:
        taken = form.origin
        link(actor=request.actor, a=taken.record, b=record, kind=LinkKind.LED_TO, part=taken.part)
    form.forget_files()
    if not request.actor.signed_in:
        limits.count(LIMIT, request)
    return record


@access(BY_CODE)
@require_GET
def sent(request: ActorRequest, pk: int) -> HttpResponse:
    """The receipt, for the one who reported; with the code, if it was sent without an account."""
    record = get_record(request.actor, pk, kind=KIND)
    if not show.is_reporter(request.actor, record):
        raise Http404
    readers = protecting.readers_of(record)
    response = render(
        request,
        "incidents/sent.html",
        {
            "record": record,
            "answers": on_receipt(record),
            "to_come": timeline.to_come(
                IncidentState(record.incident.state), timeline.ahead(record)
            ),
            "readers": readers,
            "code": "" if request.actor.signed_in else reporting.code_of(record),
            "code_address": request.build_absolute_uri(reverse("incidents:code")),
            "moved": reporting.room_decided(record),
            **_danger(record),
            "awaits_place": reporting.awaits_place(record),
            "stops_work": request.actor.has(REPRESENT)
            and voices.may_stop_work(request.actor, record, record.incident),
        },
    )
    return keep_private(request, response)


def _danger(record: Record) -> dict[str, object]:
    """Whom to call where someone was hurt, and what to do about what is still dangerous."""
    incident = record.incident
    hurt = incident.injury == Answer.YES
    danger = may_be_dangerous(IncidentType(incident.type)) and not incident.solved_at_once
    if not hurt and not danger:
        return {}
    return {
        "hurt": hurt,
        "numbers": choices.emergency_numbers(),
        "at_once": queries.beginning().at_once if danger else (),
    }

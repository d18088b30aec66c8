"""Administration of people and their roles."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vern.core.kernel.access import access
from vern.core.kernel.errors import Refused
from vern.core.org.capabilities import ADMINISTER
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import Assignment, Person
from vern.core.org.services.people import open_account
from vern.organise.directory.forms.people import (
    AppointForm,
    EndForm,
    PersonForm,
)
from vern.organise.directory.forms.who import WordsForm
from vern.organise.directory.queries import administration as queries
from vern.organise.directory.queries import trail
from vern.organise.directory.views.verbs import Page, run


@access(ADMINISTER)
@require_GET
def index(request: ActorRequest) -> HttpResponse:
    """People by name, a page at a time."""
    form = WordsForm(request.GET or None)
    words = form.words()
    page = queries.people(words, request.GET.get("after", ""))
    older = f"?{urlencode({'q': words, 'after': page.older})}" if page.older else ""
    context = {"form": form, "people": page.people, "older": older, "words": words}
    return render(request, "directory/people.html", context)


@access(ADMINISTER)
@require_GET
def person(request: ActorRequest, pk: int) -> HttpResponse:
    """One person: details, account, roles, trail."""
    shown = queries.get_person(request.actor, pk)
    context = {
        "person": shown,
        "may_change": queries.may_change(request.actor, shown),
        "held": queries.held_by(shown),
        "trail": trail.of_person(shown),
    }
    return render(request, "directory/person_administration.html", context)


def _crumbs(person: Person | None = None) -> tuple[tuple[str, str], ...]:
    crumbs = (
        (_("Administration"), reverse("directory:administration")),
        (_("People"), reverse("directory:people")),
    )
    return (*crumbs, (person.name, _home(person))) if person else crumbs


def _home(person: Person) -> str:
    return reverse("directory:person", args=[person.pk])


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def register(request: ActorRequest) -> HttpResponse:
    """Someone new."""
    form = PersonForm(request.POST or None)
    page = Page(
        title=_("Register a person"),
        submit=_("Register"),
        done=_("The person is registered."),
        back=reverse("directory:people"),
        crumbs=_crumbs(),
    )
    return run(request, form, page, forward=lambda: _home(form.person) if form.person else "")


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """A person's details."""
    shown = queries.get_person(request.actor, pk, to_change=True)
    form = PersonForm(request.POST or None, person=shown)
    page = Page(
        title=_("Change the details"),
        submit=_("Save"),
        done=_("The details are saved."),
        back=_home(shown),
        crumbs=_crumbs(shown),
        kicker=shown.name,
    )
    return run(request, form, page)


@access(ADMINISTER)
@require_POST
def account(request: ActorRequest, pk: int) -> HttpResponse:
    """Open an account; its password is set through 'forgotten password'."""
    shown = queries.get_person(request.actor, pk, to_change=True)
    try:
        open_account(actor=request.actor, person=shown)
        messages.success(request, _("The account is open."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(_home(shown))


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def appoint(request: ActorRequest) -> HttpResponse:
    """Someone gets a role; the address may propose who, where and which."""
    asked = request.GET
    someone = queries.person_or_none(asked.get("person", ""))
    initial = {
        "person": someone.email if someone else "",
        "unit": queries.unit_or_none(asked.get("unit", "")),
        "role": asked.get("role", ""),
        "area": asked.get("area", ""),
    }
    form = AppointForm(request.POST or None, actor=request.actor, initial=initial)
    back = _home(someone) if someone else reverse("directory:administration")
    page = Page(
        title=_("Give someone a role"),
        submit=_("Appoint"),
        done=_("The role is given."),
        back=back,
        crumbs=((_("Administration"), reverse("directory:administration")),),
        template="directory/appoint.html",
    )
    return run(request, form, page, forward=lambda: _home(form.cleaned_data["person"]))


@access(ADMINISTER)
@require_http_methods(["GET", "POST"])
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """Someone's role ends."""
    held: Assignment = queries.get_assignment(request.actor, pk)
    form = EndForm(request.POST or None, held=held)
    page = Page(
        title=_("End the role"),
        submit=_("End the role"),
        done=_("The end is registered."),
        back=_home(held.person),
        crumbs=_crumbs(held.person),
        kicker=held.person.name,
    )
    return run(request, form, page)

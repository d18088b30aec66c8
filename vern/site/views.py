"""Pages that belong to no module: signing in, the language, the demo's own."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, ReauthenticateView, logout
from django.conf import settings
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import i18n
from django.views.decorators.http import require_GET, require_POST

from vern.core.kernel import recent
from vern.core.kernel.access import PUBLIC, access
from vern.core.org.middleware import ActorRequest
from vern.core.org.models import User
from vern.core.org.services.people import choose_language
from vern.site import mailbox
from vern.site.accounts import remember_language
from vern.site.showcase import is_shown, people_to_be

MAILS_PER_PAGE = 20


class SignIn(LoginView):  # type: ignore[misc]
    """allauth's page, with the demo's people on it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = people_to_be() if settings.VERN_DEMO else []
        return {**super().get_context_data(**kwargs), "demo_people": people}


class SignInAgain(ReauthenticateView):  # type: ignore[misc]
    """The password once more, on the way to what is most sensitive. What had been typed there waits
    in the page, and can be sent afterwards."""

    def _check_reauthentication_method_available(self, request: HttpRequest) -> Any:
        """In a demo nobody needs a password."""
        found = super()._check_reauthentication_method_available
        return None if settings.VERN_DEMO else found(request)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = recent.page(self._onward(), recent.kept_in(self.request))
        return {**super().get_context_data(**kwargs), **shown}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """With the password; in a demo, where nobody knows any, with one click."""
        if settings.VERN_DEMO and "one_click" in request.POST and is_shown(request.user.email):  # type: ignore[union-attr]
            recent.note_sign_in(request, "demo")
            return self._go_on()
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponseBase:  # noqa: ARG002 (allauth passes it)
        recent.note_sign_in(self.request, "password")
        return self._go_on()

    def _go_on(self) -> HttpResponseBase:
        kept = recent.kept_in(self.request)
        if not kept:
            return redirect(self._onward())
        context = {"next": self._onward(), "kept": kept}
        return render(self.request, "account/send_kept.html", context)

    def _onward(self) -> str:
        wanted = self.request.POST.get("next") or self.request.GET.get("next", "")
        return _ours(self.request, wanted)


def sign_out(request: HttpRequest) -> HttpResponseBase:
    """allauth's page. What the browser has kept of pages goes; reports that wait on the device do
    not, for the page asks about them before it sends this (offline/signing_out.js)."""
    response: HttpResponseBase = logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response


@access(PUBLIC)
@require_POST
def set_language(request: ActorRequest) -> HttpResponseBase:
    """Remember the language in a cookie and, for mail, with the person; go back to the page."""
    language = request.POST.get("language", "")
    if request.actor.person_id and language in dict(settings.LANGUAGES):
        choose_language(person_id=request.actor.person_id, language=language)
    return i18n.set_language(request)


@access(PUBLIC)
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Become one of the demo's people with one click. Only they, and only in a demo."""
    _demo_only()
    email = request.POST.get("person", "")
    if not is_shown(email):
        raise Http404
    user = get_object_or_404(User.objects.select_related("person"), email=email, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    recent.note_sign_in(request, "demo")
    response = redirect(_next(request))
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:  # else: the visitor's own choice
        remember_language(response, user.person.language)
    return response


def _next(request: HttpRequest) -> str:
    """Where the person was going, if that is with us."""
    return _ours(request, request.POST.get("next", ""))


def _ours(request: HttpRequest, wanted: str) -> str:
    """An address of ours: the wanted one if it is."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and ours else settings.LOGIN_REDIRECT_URL


@access(PUBLIC)
@require_GET
def demo_mails(request: HttpRequest) -> HttpResponse:
    """Everything that Vern has mailed, newest first."""
    _demo_only()
    page = Paginator(mailbox.names(), MAILS_PER_PAGE).get_page(request.GET.get("page"))
    mails = [mail for name in page for mail in mailbox.read(name)]
    newer = f"?page={page.previous_page_number()}" if page.has_previous() else ""
    older = f"?page={page.next_page_number()}" if page.has_next() else ""
    return render(request, "site/mails.html", {"mails": mails, "newer": newer, "older": older})


@access(PUBLIC)
@require_GET
def demo_mail(request: HttpRequest, name: str, index: int) -> HttpResponse:
    """One mail as its reader gets it."""
    _demo_only()
    try:
        mail = mailbox.read(name)[index]
    except (KeyError, IndexError):
        raise Http404 from None
    return render(request, "site/mail.html", {"mail": mail})


def _demo_only() -> None:
    if not settings.VERN_DEMO:
        raise Http404

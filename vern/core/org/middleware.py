"""Every request carries the actor behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from vern.core.kernel.recent import signed_in_recently
from vern.core.org.actors import STRANGER, Actor, code_holder, for_user


class ActorRequest(HttpRequest):
    """A request as our views see it."""

    actor: Actor


class ActorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


CODE = "report_code"
"""In the session of someone without an account: the digest of the code that they hold."""


def actor_of(request: HttpRequest) -> Actor:
    user = request.user
    if user.is_authenticated:
        return replace(for_user(user.pk), recent=signed_in_recently(request))
    digest = request.session.get(CODE)
    return code_holder(digest) if digest else STRANGER

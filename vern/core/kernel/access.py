"""Who may use a view. Every view says it; a middleware enforces it; a test walks all URLs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from vern.core.kernel.recent import SignInTooOldError, ask_to_sign_in

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class CanAct(Protocol):
    """What the kernel needs to know of an actor."""

    @property
    def signed_in(self) -> bool: ...

    @property
    def holds_code(self) -> bool: ...

    @property
    def recent(self) -> bool: ...

    def has(self, capability: str) -> bool: ...


@dataclass(frozen=True)
class Rule:
    """Anyone; anyone signed in, and with `by_code` whoever holds a code; or those who hold one of
    the capabilities somewhere. `recent`: who has signed in a little while ago."""

    public: bool = False
    by_code: bool = False
    capabilities: tuple[str, ...] = ()
    recent: bool = False


PUBLIC = Rule(public=True)
SIGNED_IN = Rule()
BY_CODE = Rule(by_code=True)
"""Anyone signed in, and those without an account who hold the code of a report."""


def access(*who: Rule | str, recent: bool = False) -> Callable[[View], View]:
    """Say who may use a view: `PUBLIC`, `SIGNED_IN`, `BY_CODE`, or one or more capabilities. With
    `recent`, whoever signed in longer ago is asked to do so again first."""
    rules = [each for each in who if isinstance(each, Rule)]
    names = tuple(str(each) for each in who if not isinstance(each, Rule))
    if len(rules) + bool(names) != 1:
        raise TypeError("access() takes one rule or at least one capability")
    rule = replace(rules[0] if rules else Rule(capabilities=names), recent=recent)

    def mark(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return mark


class AccessMiddleware:
    """Refuses what a view does not allow: sign-in page for strangers, 403 for the others.

    A view without a rule is refused to everyone, so that forgetting cannot open a door.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_arguments: Any
    ) -> HttpResponseBase | None:
        rule: Rule | None = getattr(view, "access", None)
        if rule is not None and rule.public:
            return None
        actor: CanAct = request.actor  # type: ignore[attr-defined]
        if rule is not None and rule.by_code and actor.holds_code:
            return None
        if not actor.signed_in:
            return redirect_to_login(request.get_full_path())
        if rule is None or (rule.capabilities and not any(map(actor.has, rule.capabilities))):
            raise PermissionDenied
        return None if actor.recent or not rule.recent else ask_to_sign_in(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """A thing may ask for it too, not only a page."""
        return ask_to_sign_in(request) if isinstance(exception, SignInTooOldError) else None

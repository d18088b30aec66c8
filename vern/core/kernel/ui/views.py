"""The interface's own pages: style guide and errors."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from vern.core.kernel.access import PUBLIC, access
from vern.core.kernel.ui import sample


@access(PUBLIC)
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component once. Only where nothing is real: in a demo or while developing."""
    if not (settings.DEBUG or settings.VERN_DEMO):
        raise Http404
    form = sample.SampleForm(request.POST or None, request.FILES or None)
    return render(request, "kernel/styleguide.html", {"form": form, **sample.context()})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Where a form's proof of origin is missing or too old: nothing is lost, go back."""
    return render(request, "kernel/csrf_failure.html", status=403)


@requires_csrf_token
def bad_request(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it)
) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the text of the exception, if any, says why; it must be written for readers."""
    return render(request, "403.html", {"why": str(exception or "")}, status=403)


@requires_csrf_token
def not_found(
    request: HttpRequest,
    exception: Exception | None = None,  # noqa: ARG001 (Django passes it)
) -> HttpResponse:
    """404: the same whether a thing does not exist or may not be seen."""
    return render(request, "404.html", status=404)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs nothing which may just have failed (menu, messages, database)."""
    return render(request, "500.html", {"menu": (), "messages": ()}, status=500)

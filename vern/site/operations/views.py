"""What machines ask: is it alive, is it ready, what does it count."""

from __future__ import annotations

import contextlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from vern.core.kernel.access import PUBLIC, access
from vern.site.operations import checks, metrics, state
from vern.site.operations.guard import trusted


@access(PUBLIC)
@never_cache
@require_safe
def livez(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """The process answers. Nothing else is looked at."""
    return HttpResponse("ok\n", content_type="text/plain")


@access(PUBLIC)
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 if every check holds, else 503; which one, only for those who may know.

    `?exclude=backup` (also repeated) leaves a check out: a balancer should not take the server
    away from people because last night's backup failed.
    """
    left_out = set(request.GET.getlist("exclude"))
    found = [check for check in checks.readiness() if check.name not in left_out]
    ready = all(check.ok for check in found)
    answer: dict[str, object] = {"ready": ready}
    if trusted(request):
        answer["checks"] = {check.name: {"ok": check.ok, "detail": check.detail} for check in found}
    options = {"indent": 2}
    return JsonResponse(answer, status=200 if ready else 503, json_dumps_params=options)


@access(PUBLIC)
@never_cache
@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """For Prometheus; nobody else is told that it exists."""
    if not trusted(request):
        raise Http404
    found = None
    with contextlib.suppress(state.NoAnswer):
        found = state.read()
    return HttpResponse(metrics.text(found), content_type=CONTENT_TYPE_LATEST)

"""The service worker, what it shows where there is no coverage, and a fresh token to send with."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from vern.core.kernel.access import PUBLIC, access
from vern.core.kernel.offline import key_of, offline_pages

WORKER = "vern/offline/worker.js"
MODULES = tuple(
    f"vern/offline/{name}.js"
    for name in (
        *("cached", "drafts", "fields", "form", "kept", "list", "notes", "outbox", "owner"),
        *("page", "server", "signing_out", "store", "taken", "worker"),
    )
)
# What pages use and their HTML does not name.
ASSETS = (*MODULES, "vern/fonts/inter-latin.woff2", "vern/fonts/inter-latin-ext.woff2")


@access(PUBLIC)
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """A few lines at the root of the site, whose pages it may serve only from there."""
    files = [*ASSETS, *(name for page in offline_pages for name in page.assets)]
    told = {
        "version": version(tuple(files)),
        "assets": [static(name) for name in files],
        "pages": [
            {"url": reverse(page.page), "shell": reverse(page.shell)} for page in offline_pages
        ],
        "nowhere": reverse("offline"),
        "static": settings.STATIC_URL,
    }
    script = f'import {{ run }} from "{static(WORKER)}";\nrun({json.dumps(told, indent=2)});\n'
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@access(PUBLIC)
@never_cache
@require_GET
def nowhere(request: HttpRequest) -> HttpResponse:
    """The page that the device keeps for when another one cannot be reached."""
    forms = [(reverse(page.page), page.label) for page in offline_pages]
    context = {"kept_on_device": True, "kept_for_all": True, "forms": forms}
    return render(request, "kernel/offline/nowhere.html", context)


@access(PUBLIC)
@never_cache
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """Who is signed in now, and a token that their forms are sent with."""
    return JsonResponse({"token": get_token(request), "person": key_of(request)})


def version(names: tuple[str, ...]) -> str:
    """Changes when one of the files does."""
    return _version_once(names) if settings.VERN_MANIFEST else _version(names)


def _version(names: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for name in names:
        digest.update(static(name).encode())
        if path := finders.find(name):
            digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


_version_once = cache(_version)

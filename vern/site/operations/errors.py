"""The page when something failed, and the one when even that page failed."""

from __future__ import annotations

import logging
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from vern.core.kernel.ui import views
from vern.site.operations import request_id

log: Final = logging.getLogger(__name__)

LAST_RESORT: Final = """<!doctype html>
<html lang="nb">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Vern</title></head>
<body>
<h1>Noe gikk galt hos oss</h1>
<p>Det er ikke din feil. Det du skrev, er kanskje ikke lagret: gå tilbake og prøv igjen om litt.</p>
<p>Er noen i fare nå, ring 110 (brann), 112 (politi) eller 113 (ambulanse).</p>
<p lang="en">Something went wrong on our side. It is not your fault. Go back and try again in a moment.</p>
<p>Referanse / reference: <code>{}</code></p>
</body>
</html>
"""


def server_error(request: HttpRequest) -> HttpResponse:
    """500, with the number by which the log line is found."""
    try:
        return views.server_error(request)
    except Exception:
        log.exception("the error page failed")
        return HttpResponse(format_html(LAST_RESORT, request_id.current()), status=500)

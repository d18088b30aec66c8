"""A test client that refuses bad pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from vern.core.kernel.testing.audit import audit


class AuditedClient(Client):
    """Django's test client; every HTML answer is audited, and a bad one fails the test.

    Error pages, re-rendered forms and parts for htmx are HTML answers too. Files, streams and
    answers without content are left alone.
    """

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        if _is_html(response):
            asked = f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO', '/')}"
            if wrong := audit(response.content.decode(response.charset), asked):
                pytest.fail("This page is not as pages must be:\n  " + "\n  ".join(wrong))
        return response


def _is_html(response: Any) -> bool:
    if not isinstance(response, HttpResponse) or not response.content:
        return False
    return response.headers.get("Content-Type", "").startswith("text/html")

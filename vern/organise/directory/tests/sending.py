"""Sending forms as a person does."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from vern.core.kernel.testing.client import AuditedClient

SignIn = Callable[[str], AuditedClient]
CONFIRMED = re.compile(r'name="confirmed" value="(\w+)"')


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def confirm(client: AuditedClient, url: str, data: dict[str, Any]) -> tuple[str, str]:
    """Send the form, then send it again as confirmed. Returns what each answer says."""
    first = client.post(url, data)
    assert first.status_code == 200
    said = text_of(first)
    sealed = CONFIRMED.search(said)
    assert sealed, "the form was not ready to be confirmed: " + said
    second = client.post(url, {**data, "confirmed": sealed[1]}, follow=True)
    return said, text_of(second)

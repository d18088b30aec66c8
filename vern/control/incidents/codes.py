"""The code that opens a report sent without an account.

It follows from the form's key and the installation's secret, so that a form sent twice gives one
code; only its digest is kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from uuid import UUID

from django.conf import settings

ALPHABET = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", b"0123456789ABCDEFGHJKMNPQRSTVWXYZ")
"""Crockford's: no I, L, O or U to misread."""

LENGTH = 16
GROUP = 4
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def code_for(key: UUID) -> str:
    """Sixteen characters, 80 bits, in groups of four: "7K2M-…"."""
    secret = hmac.new(settings.SECRET_KEY.encode(), b"report code " + key.bytes, hashlib.sha256)
    text = base64.b32encode(secret.digest()).translate(ALPHABET)[:LENGTH].decode()
    return "-".join(text[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def normal(typed: str) -> str:
    """What was typed, without the differences that do not matter."""
    return "".join(each for each in typed.upper() if each.isalnum()).translate(MISREAD)


def digest(code: str) -> str:
    """What is kept of a code, and compared."""
    return hashlib.sha256(normal(code).encode()).hexdigest()

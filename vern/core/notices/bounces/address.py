"""A return address of its own for each mail (VERP): a delivery report says by it what came back."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_LETTERS = {"notice": "n", "digest": "d"}
_NAMES = {letter: name for name, letter in _LETTERS.items()}
_TOKEN = re.compile(r"\+([nd])(\d{1,18})-([0-9a-f]{20})$")


def return_address(key: str) -> str:
    """The envelope's sender for what `key` names, such as `notice-12`; without an address for
    delivery reports (VERN_BOUNCES_ADDRESS), the ordinary sender."""
    if not settings.VERN_BOUNCES_ADDRESS:
        return str(settings.DEFAULT_FROM_EMAIL)
    name, _dash, pk = key.partition("-")
    local, _at, domain = settings.VERN_BOUNCES_ADDRESS.partition("@")
    letter = _LETTERS[name]
    return f"{local}+{letter}{pk}-{_signature(f'{letter}{pk}')}@{domain}"


def key_in(address: str) -> str | None:
    """The key in a return address of ours; None in one that we have not signed.

    Mail servers may change the case of what stands before the @.
    """
    found = _TOKEN.search(address.strip().strip("<>").lower().partition("@")[0])
    if found is None:
        return None
    letter, pk, signature = found.groups()
    if not constant_time_compare(signature, _signature(f"{letter}{pk}")):
        return None
    return f"{_NAMES[letter]}-{pk}"


def _signature(token: str) -> str:
    """80 bits: whoever guesses one can say of one mail that it came back."""
    return salted_hmac("vern.notices.bounces", token, algorithm="sha256").hexdigest()[:20]

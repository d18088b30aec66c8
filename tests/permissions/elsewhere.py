"""Addresses that the permission table leaves out."""

from __future__ import annotations

from typing import Final

# Addresses that stand in no table, each with the reason.
ELSEWHERE: Final = {
    "account_login": "for strangers",
    "account_logout": "for anyone; a stranger is sent to the sign-in page",
    "account_inactive": "says that an account is closed, to anyone",
    "account_set_password": "allauth's other form of changing it",
    "account_reset_password": "for strangers",
    "account_reset_password_done": "for strangers",
    "account_reset_password_from_key": "for strangers with a key",
    "account_reset_password_from_key_done": "for strangers",
    "set_language": "for anyone",
    "livez": "for anyone; knows nothing",
    "readyz": "for anyone; details only on the machine itself or with a token",
    "metrics": "only on the machine itself or with a token; 404 otherwise",
    "styleguide": "only while developing; 404 otherwise",
    "demo_sign_in": "only in a demo; 404 otherwise",
    "demo_mails": "only in a demo; 404 otherwise",
    "demo_mail": "only in a demo; 404 otherwise",
}

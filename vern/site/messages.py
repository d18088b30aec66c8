"""Where messages to someone are kept until the next page: a cookie that no other site can set."""

from __future__ import annotations

from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class HostCookieStorage(CookieStorage):
    cookie_name = "__Host-messages"


class Messages(FallbackStorage):
    """As Django's: the cookie, and the session for what is too long."""

    storage_classes = (HostCookieStorage, SessionStorage)

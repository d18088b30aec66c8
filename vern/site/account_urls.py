"""Signing in and out, and passwords: only those of allauth's pages that we use."""

from __future__ import annotations

from allauth.account import views as allauth
from django.urls import path, re_path

from vern.core.kernel.access import PUBLIC, SIGNED_IN, access
from vern.site import views

public = access(PUBLIC)

urlpatterns = [
    path("login/", public(views.SignIn.as_view()), name="account_login"),
    path("again/", access(SIGNED_IN)(views.SignInAgain.as_view()), name="account_reauthenticate"),
    path("logout/", public(views.sign_out), name="account_logout"),
    path("inactive/", public(allauth.account_inactive), name="account_inactive"),
    path(
        "password/change/",
        access(SIGNED_IN)(allauth.password_change),
        name="account_change_password",
    ),
    path("password/set/", access(SIGNED_IN)(allauth.password_set), name="account_set_password"),
    path("password/reset/", public(allauth.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        public(allauth.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

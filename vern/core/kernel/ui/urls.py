"""Addresses that belong to the interface itself."""

from __future__ import annotations

from django.urls import path

from vern.core.kernel.ui import views

urlpatterns = [
    path("language/", views.set_language, name="set_language"),
    path("styleguide/", views.styleguide, name="styleguide"),
]

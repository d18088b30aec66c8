"""Every address, by module."""

from __future__ import annotations

from django.urls import include, path

from vern.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("files/", include("vern.core.files.urls")),
]

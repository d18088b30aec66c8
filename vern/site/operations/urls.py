"""Probes and metrics, at the names that tools expect."""

from __future__ import annotations

from django.urls import path

from vern.site.operations import views

urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.counted, name="metrics"),
]

from __future__ import annotations

from django.urls import path

from vern.hub.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.unit, name="unit"),
    path("<str:key>/", views.requirement, name="requirement"),
    path("<str:key>/units.csv", views.csv, name="csv"),
]

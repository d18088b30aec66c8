"""Handovers, under /relay/."""

from __future__ import annotations

from django.urls import path

from vern.organise.relay import views

app_name = "relay"
urlpatterns = [
    path("", views.index, name="index"),
    path("begin/", views.begin, name="begin"),
    path("<int:pk>/", views.show, name="show"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/take/", views.take, name="take"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
]

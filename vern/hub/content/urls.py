from __future__ import annotations

from django.urls import path

from vern.hub.content import views

app_name = "content"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:kind>/", views.kind, name="kind"),
    path("<str:kind>/new/", views.new, name="new"),
    path("<str:kind>/<slug:key>/", views.edit, name="edit"),
    path("<str:kind>/<slug:key>/end/", views.end, name="end"),
    path("<str:kind>/<slug:key>/offer/", views.offer, name="offer"),
]

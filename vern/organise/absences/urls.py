"""Being away, under /away/."""

from __future__ import annotations

from django.urls import path

from vern.organise.absences import views

app_name = "absences"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("new/", views.away, name="new"),
    path("others/new/", views.someone_away, name="someone"),
    path("<int:pk>/back/", views.back, name="back"),
    path("<int:pk>/cover/", views.cover, name="cover"),
    path("<int:pk>/answer/", views.answer, name="answer"),
]

from __future__ import annotations

from django.urls import path

from vern.hub.retention import views

app_name = "retention"
urlpatterns = [
    path("", views.index, name="index"),
    path("prepare/", views.prepare, name="prepare"),
    path("lists/<int:pk>/", views.run, name="run"),
    path("lists/<int:pk>/approve/", views.approve, name="approve"),
    path("lists/<int:pk>/stop/", views.stop, name="stop"),
    path("hold/", views.hold, name="hold"),
    path("hold/<int:pk>/lift/", views.lift, name="lift"),
]

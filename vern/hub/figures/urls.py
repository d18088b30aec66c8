from __future__ import annotations

from django.urls import path

from vern.hub.figures import views

app_name = "figures"
urlpatterns = [
    path("", views.index, name="index"),
    path("small-groups/", views.small_groups, name="small_groups"),
    path("<str:key>/", views.show, name="show"),
    path("<str:key>/rows.csv", views.csv, name="csv"),
    path("<str:key>/rows.xlsx", views.excel, name="excel"),
    path("<str:key>/chart.svg", views.chart, name="chart"),
    path("<str:key>/chart.png", views.png, name="png"),
]

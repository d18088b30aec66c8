from __future__ import annotations

from django.urls import path

from vern.hub.privacy import views

app_name = "privacy"
urlpatterns = [
    path("statements/<slug:key>/", views.statement, name="statement"),
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/all.json", views.my_data_json, name="my_data_json"),
    path("my-data/all.pdf", views.my_data_pdf, name="my_data_pdf"),
]

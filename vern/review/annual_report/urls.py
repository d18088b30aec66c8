from __future__ import annotations

from django.urls import path

from vern.review.annual_report.views import reading, writing

app_name = "annual_report"
_TEXT = "<int:year>/edit/<slug:section>/<slug:language>/"
urlpatterns = [
    path("", reading.list_reports, name="list"),
    path("start/", writing.start, name="start"),
    path("record/<int:pk>/", reading.of_record, name="of_record"),
    path("<int:year>/", reading.show, name="show"),
    path("<int:year>/pdf/", reading.pdf, name="pdf"),
    path("<int:year>/word/", reading.word, name="word"),
    path("<int:year>/edit/", writing.edit, name="edit"),
    path("<int:year>/publish/", writing.publish, name="publish"),
    path(_TEXT, writing.section, name="section"),
    path(f"{_TEXT}versions/", writing.versions, name="versions"),
    path(f"{_TEXT}versions/<int:version>/", writing.version, name="version"),
    path(f"{_TEXT}versions/<int:version>/restore/", writing.restore, name="restore"),
]

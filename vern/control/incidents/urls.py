from django.urls import path

from vern.control.incidents.views import handle, lists, report, show, telling

app_name = "incidents"
urlpatterns = [
    path("report/", report.report, name="report"),
    path("report/sent/<int:pk>/", report.sent, name="sent"),
    path("incidents/", lists.index, name="list"),
    path("incidents/mine/", lists.mine, name="mine"),
    path("incidents/<int:pk>/", show.show, name="show"),
    path("incidents/<int:pk>/start/", handle.take_up, name="take_up"),
    path("incidents/<int:pk>/assess/", handle.assess, name="assess"),
    path("incidents/<int:pk>/measure/", handle.measure, name="measure"),
    path("incidents/<int:pk>/move/", handle.move, name="move"),
    path("incidents/<int:pk>/close/", handle.close, name="close"),
    path("incidents/<int:pk>/reject/", handle.reject, name="reject"),
    path("incidents/<int:pk>/reopen/", handle.reopen, name="reopen"),
    path("incidents/<int:pk>/injury/", telling.injury, name="injury"),
    path("incidents/<int:pk>/told/<slug:rule>/", telling.told, name="told"),
]

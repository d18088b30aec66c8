from django.urls import path

from vern.plan.risk.views import deciding, measures, reading, writing

app_name = "risk"
urlpatterns = [
    path("", reading.list_assessments, name="list"),
    path("start/", writing.start, name="start"),
    path("units/<str:code>/", reading.unit, name="unit"),
    path("<int:pk>/", reading.show, name="show"),
    path("<int:pk>/changed/", reading.changed, name="changed"),
    path("<int:pk>/pdf/", reading.document, {"ending": "pdf"}, name="pdf"),
    path("<int:pk>/word/", reading.document, {"ending": "docx"}, name="word"),
    path("<int:pk>/about/", writing.about, name="about"),
    path("<int:pk>/people/", writing.people, name="people"),
    path("<int:pk>/rows/new/", writing.row_new, name="row_new"),
    path("<int:pk>/rows/<int:row_pk>/", writing.row, name="row"),
    path("<int:pk>/rows/<int:row_pk>/remove/", writing.remove_row, name="remove_row"),
    path("<int:pk>/rows/untouched/", writing.remove_untouched, name="remove_untouched"),
    path("<int:pk>/factors/<int:number>/", writing.factors, name="factors"),
    path("<int:pk>/together/", writing.together, name="together"),
    path("<int:pk>/remaining/", measures.remaining, name="remaining"),
    path("<int:pk>/measure/", measures.measure, name="measure"),
    path("<int:pk>/finish/", deciding.finish, name="finish"),
    path("<int:pk>/send/", deciding.send, name="send"),
    path("<int:pk>/take-back/", deciding.take_back, name="take_back"),
    path("<int:pk>/send-back/", deciding.send_back, name="send_back"),
    path("<int:pk>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<int:pk>/revise/", deciding.revise, name="revise"),
    path("<int:pk>/disagree/", deciding.disagree, name="disagree"),
    path("<int:pk>/disagreements/<int:disagreement_pk>/", deciding.answer, name="answer"),
]

from __future__ import annotations

from django.urls import path

from vern.plan.rounds.views import follow_up, for_all, planning, report, show, walk

app_name = "rounds"
urlpatterns = [
    path("", show.listed, name="list"),
    path("new/", planning.new, name="new"),
    path("walk/", walk.walk, name="walk"),
    path("walk/shell/", walk.shell, name="walk_shell"),
    path("<int:pk>/", show.show, name="show"),
    path("<int:pk>/bring/", show.bring, name="bring"),
    path("<int:pk>/plan/", planning.change, name="change"),
    path("<int:pk>/people/", planning.people, name="people"),
    path("<int:pk>/people/add/", planning.take_part, name="take_part"),
    path("<int:pk>/people/remove/", planning.leave_out, name="leave_out"),
    path("<int:pk>/ask/", planning.ask, name="ask"),
    path("<int:pk>/call-off/", planning.call_off, name="call_off"),
    path("<int:pk>/for-all/", for_all.for_all, name="for_all"),
    path("<int:pk>/wishes/<int:wish>/", planning.answer, name="answer"),
    path("<int:pk>/walk/data/", walk.data, name="walk_data"),
    path("<int:pk>/mark/", walk.mark, name="mark"),
    path("<int:pk>/photo/", walk.photo, name="photo"),
    path("<int:pk>/finish/", walk.finish, name="finish"),
    path("<int:pk>/walk-more/", walk.walk_more, name="walk_more"),
    path("<int:pk>/findings/<int:finding>/", follow_up.finding, name="finding"),
    path("<int:pk>/findings/<int:finding>/words/", follow_up.words, name="words"),
    path("<int:pk>/findings/<int:finding>/measure/", follow_up.measure, name="measure"),
    path("<int:pk>/sign/", follow_up.sign, name="sign"),
    path("<int:pk>/report/", report.read, name="report"),
    path("<int:pk>/report/pdf/", report.pdf, name="pdf"),
    path("<int:pk>/report/word/", report.word, name="word"),
]

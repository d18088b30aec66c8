"""Change processes, under /changes/."""

from __future__ import annotations

from django.urls import path

from vern.plan.changes.views import (
    deciding,
    lists,
    preparing,
    show,
    speaking,
    stepping,
    taking_part,
)

app_name = "changes"
urlpatterns = [
    path("", lists.index, name="list"),
    path("changes.csv", lists.csv, name="csv"),
    path("papers/", lists.meeting, name="papers"),
    path("speakers/", speaking.speakers, name="speakers"),
    path("speakers/<int:pk>/end/", speaking.end, name="end_speaker"),
    path("start/", lists.start, name="start"),
    path("<int:pk>/", show.show, name="show"),
    path("<int:pk>/pdf/", show.pdf, name="pdf"),
    path("<int:pk>/word/", show.word, name="word"),
    path("<int:pk>/comment/", show.comment, name="comment"),
    path("<int:pk>/describe/", preparing.describe, name="describe"),
    path("<int:pk>/touch/", preparing.touch, name="touch"),
    path("<int:pk>/untouch/", preparing.untouch, name="untouch"),
    path("<int:pk>/let-read/", preparing.let_read, name="let_read"),
    path("<int:pk>/open-up/", preparing.open_up, name="open_up"),
    path("<int:pk>/assign/", preparing.assign, name="assign"),
    path("<int:pk>/take-part/", taking_part.plan, name="plan"),
    path("<int:pk>/ask/", taking_part.ask, name="ask"),
    path("<int:pk>/took-part/<int:part>/", taking_part.hold, name="hold"),
    path("<int:pk>/took-part/<int:part>/right/", taking_part.right, name="right"),
    path("<int:pk>/took-part/<int:part>/not-right/", taking_part.contest, name="contest"),
    path("<int:pk>/took-part/<int:part>/leave-out/", taking_part.leave_out, name="leave_out"),
    path("<int:pk>/step/", stepping.add, name="step"),
    path("<int:pk>/step/<int:part>/", stepping.change, name="change_step"),
    path("<int:pk>/step/<int:part>/done/", stepping.done, name="step_done"),
    path("<int:pk>/step/<int:part>/drop/", stepping.drop, name="drop_step"),
    path("<int:pk>/work-environment/", stepping.consequences, name="consequences"),
    path("<int:pk>/measure/", stepping.measure, name="measure"),
    path("<int:pk>/assessment/", stepping.link_assessment, name="link"),
    path("<int:pk>/decide/", deciding.decide, name="decide"),
    path("<int:pk>/take-back/", deciding.take_back, name="take_back"),
    path("<int:pk>/look-back/", deciding.evaluate, name="evaluate"),
    path("<int:pk>/drop/", deciding.drop, name="drop"),
    path("<int:pk>/take-up-again/", deciding.take_up_again, name="take_up_again"),
]

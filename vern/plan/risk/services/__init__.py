"""The verbs of a risk assessment."""

from vern.plan.risk.services.deciding import (
    add_measure,
    approve,
    send,
    take_back,
    take_place,
    tell_of_done,
)
from vern.plan.risk.services.disagreeing import answer, disagree
from vern.plan.risk.services.participating import (
    add_participants,
    remove_participant,
    take_part,
)
from vern.plan.risk.services.starting import NewAssessment, revise, start
from vern.plan.risk.services.writing import (
    RowDraft,
    judge_remaining,
    remove_row,
    remove_untouched,
    save_row,
    withdraw,
    write,
    write_rows,
)

__all__ = [
    "NewAssessment",
    "RowDraft",
    "add_measure",
    "add_participants",
    "answer",
    "approve",
    "disagree",
    "judge_remaining",
    "remove_participant",
    "remove_row",
    "remove_untouched",
    "revise",
    "save_row",
    "send",
    "start",
    "take_back",
    "take_part",
    "take_place",
    "tell_of_done",
    "withdraw",
    "write",
    "write_rows",
]

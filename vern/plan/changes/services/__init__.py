"""What people do with change processes."""

from vern.plan.changes.services.deciding import (
    Decision,
    Lacking,
    decide,
    drop,
    evaluate,
    take_back,
    take_up_again,
)
from vern.plan.changes.services.involving import Held, Plan, answer, hold, leave_out, plan
from vern.plan.changes.services.preparing import (
    Description,
    Start,
    assign,
    describe,
    let_read,
    open_up,
    start,
    start_once,
    touch,
    untouch,
)
from vern.plan.changes.services.speaking import end_speaker, name_speaker
from vern.plan.changes.services.stepping import (
    add_measure,
    add_step,
    drop_step,
    judge,
    move_step,
    take_step,
)
from vern.plan.changes.services.talking import comment

__all__ = [
    "Decision",
    "Description",
    "Held",
    "Lacking",
    "Plan",
    "Start",
    "add_measure",
    "add_step",
    "answer",
    "assign",
    "comment",
    "decide",
    "describe",
    "drop",
    "drop_step",
    "end_speaker",
    "evaluate",
    "hold",
    "judge",
    "leave_out",
    "let_read",
    "move_step",
    "name_speaker",
    "open_up",
    "plan",
    "start",
    "start_once",
    "take_back",
    "take_step",
    "take_up_again",
    "touch",
    "untouch",
]

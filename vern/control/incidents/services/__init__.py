"""Verbs on reports, by what they are for."""

from vern.control.incidents.services.answers import close, reject, reopen
from vern.control.incidents.services.common import policy
from vern.control.incidents.services.draft import Draft, Wishes
from vern.control.incidents.services.handling import Assessment, add_measure, assess, take_up
from vern.control.incidents.services.merging import merge, split_off
from vern.control.incidents.services.protecting import (
    hand_over,
    let_read,
    open_up,
    restrict,
    stop_reading,
    strike,
    sum_up,
)
from vern.control.incidents.services.reporting import headline, report
from vern.control.incidents.services.routing import (
    assign,
    bring_up,
    move,
    send_back,
    set_deadline,
)
from vern.control.incidents.services.whistleblowing import finish, hand_back, look_again

__all__ = [
    "Assessment",
    "Draft",
    "Wishes",
    "add_measure",
    "assess",
    "assign",
    "bring_up",
    "close",
    "finish",
    "hand_back",
    "hand_over",
    "headline",
    "let_read",
    "look_again",
    "merge",
    "move",
    "open_up",
    "policy",
    "reject",
    "reopen",
    "report",
    "restrict",
    "send_back",
    "set_deadline",
    "split_off",
    "stop_reading",
    "strike",
    "sum_up",
    "take_up",
]

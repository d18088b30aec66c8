"""Verbs on reports, by what they are for."""

from vern.control.incidents.services.answers import close, reject, reopen
from vern.control.incidents.services.common import policy
from vern.control.incidents.services.handling import Assessment, add_measure, assess, take_up
from vern.control.incidents.services.reporting import Draft, headline, report
from vern.control.incidents.services.routing import Wishes, move

__all__ = [
    "Assessment",
    "Draft",
    "Wishes",
    "add_measure",
    "assess",
    "close",
    "headline",
    "move",
    "policy",
    "reject",
    "reopen",
    "report",
    "take_up",
]

"""Tables of reports."""

from vern.control.incidents.models.content import (
    Category,
    Cause,
    Channel,
    EmergencyNumber,
    NotificationRule,
    ReportingPolicy,
    SeverityLevel,
)
from vern.control.incidents.models.handling import Notification, Objection, WorkStop
from vern.control.incidents.models.incident import (
    KIND,
    STATE_LABELS,
    TYPE_LABELS,
    Affected,
    Answer,
    Closure,
    Incident,
    Stage,
)
from vern.control.incidents.models.learning import Inquiry, InquiryAnswer, Lesson, RootCause
from vern.control.incidents.models.places import ReportPlace

__all__ = [
    "KIND",
    "STATE_LABELS",
    "TYPE_LABELS",
    "Affected",
    "Answer",
    "Category",
    "Cause",
    "Channel",
    "Closure",
    "EmergencyNumber",
    "Incident",
    "Inquiry",
    "InquiryAnswer",
    "Lesson",
    "Notification",
    "NotificationRule",
    "Objection",
    "ReportPlace",
    "ReportingPolicy",
    "RootCause",
    "SeverityLevel",
    "Stage",
    "WorkStop",
]

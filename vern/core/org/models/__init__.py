"""Tables of the organisation."""

from vern.core.org.models.absences import Absence, Held
from vern.core.org.models.people import Person, User
from vern.core.org.models.places import (
    Building,
    OtherEmployer,
    Room,
    SafetyArea,
    SafetyAreaPart,
)
from vern.core.org.models.roles import Assignment, Role, RoleCapability, RoleKey
from vern.core.org.models.units import Unit, UnitKind, UnitPlacement

__all__ = [
    "Absence",
    "Assignment",
    "Building",
    "Held",
    "OtherEmployer",
    "Person",
    "Role",
    "RoleCapability",
    "RoleKey",
    "Room",
    "SafetyArea",
    "SafetyAreaPart",
    "Unit",
    "UnitKind",
    "UnitPlacement",
    "User",
]

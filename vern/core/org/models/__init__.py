"""Tables of the organisation."""

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
    "Assignment",
    "Building",
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

"""Tables of the organisation."""

from vern.core.org.models.people import Person, User
from vern.core.org.models.places import Building, SafetyArea, SafetyAreaPart
from vern.core.org.models.roles import Assignment, Role, RoleCapability, RoleKey
from vern.core.org.models.units import Unit, UnitKind, UnitPlacement

__all__ = [
    "Assignment",
    "Building",
    "Person",
    "Role",
    "RoleCapability",
    "RoleKey",
    "SafetyArea",
    "SafetyAreaPart",
    "Unit",
    "UnitKind",
    "UnitPlacement",
    "User",
]

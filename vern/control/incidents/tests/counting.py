"""The small institution with a museum, which is a faculty and a reporting unit at once."""

from __future__ import annotations

from vern.control.incidents.tests.make import BEGAN, World, world
from vern.core.org.actors import SYSTEM
from vern.core.org.services.units import Names, NewUnit, create_unit


def with_museum() -> World:
    found = world()
    museum = NewUnit("MUS", "museum", Names("Museet"), reports=True)
    found.units["MUS"] = create_unit(actor=SYSTEM, new=museum, parent=found.units["UNI"], on=BEGAN)
    return found

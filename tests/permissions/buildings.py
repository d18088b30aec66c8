"""Pages of buildings in the permission table."""

from __future__ import annotations

from typing import Final

# A building belongs to no unit: only who administers all of them changes it.
BUILDINGS: Final = """
                                     hse_department hse_at_faculty rector safety_rep case_handler employee
    GET  directory:building          200            403            403    403        403          403
    GET  directory:building_change   200            403            403    403        403          403
    POST directory:building_change   200            403            403    403        403          403
    GET  directory:room_new          200            403            403    403        403          403
    POST directory:room_new          200            403            403    403        403          403
    GET  directory:rooms_new         200            403            403    403        403          403
    POST directory:rooms_new         200            403            403    403        403          403
    GET  directory:room              200            403            403    403        403          403
    POST directory:room              200            403            403    403        403          403
    GET  directory:room_end          200            403            403    403        403          403
    POST directory:room_end          200            403            403    403        403          403
    GET  directory:employer_new      200            403            403    403        403          403
    POST directory:employer_new      200            403            403    403        403          403
    GET  directory:employer          200            403            403    403        403          403
    POST directory:employer          200            403            403    403        403          403
    GET  directory:employer_remove   200            403            403    403        403          403
    POST directory:employer_remove   302            403            403    403        403          403
"""

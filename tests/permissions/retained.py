"""The permission table's part about how long cases are kept. See `table.py`."""

from __future__ import annotations

from typing import Final

# Who decides for the whole institution approves lists; the reception holds its own matters too. The
# case that is held is the report at INST, which the reception does not see.
RETENTION: Final = """
                              hse_department whistleblowing_reception hse_at_faculty leader rector employee nobody
    GET  retention:index      200            200                      403            403    403    403      403
    POST retention:prepare    302            403                      403            403    403    403      403
    GET  retention:run        200            403                      403            403    403    403      403
    GET  retention:approve    302            403                      403            403    403    403      403
    POST retention:approve    200            403                      403            403    403    403      403
    POST retention:stop       302            403                      403            403    403    403      403
    GET  retention:hold       200            200                      403            403    403    403      403
    POST retention:hold       200            200                      403            403    403    403      403
    POST retention:lift       302            404                      403            403    403    403      403
"""
OF_A_LIST: Final = ("retention:run", "retention:approve", "retention:stop")

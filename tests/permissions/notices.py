"""The permission table's part about single notices (how to read it: `table.py`)."""

from __future__ import annotations

from typing import Final

# A notice is its reader's own. One that the law requires and that came back is for those who oversee
# mail at the unit, and for whoever was asked to handle the report: here the coordinator. It was the
# leader's, of a report at INST.
NOTICES: Final = """
                              hse_department hse_at_faculty coordinator leader leader_above safety_rep employee
    GET  notices:follow       404            404            404         302    404          404        404
    GET  notices:unreached    200            200            200         404    404          404        404
    POST notices:unreached    200            200            200         404    404          404        404
"""
OF_A_NOTICE: Final = ("notices:follow", "notices:unreached")

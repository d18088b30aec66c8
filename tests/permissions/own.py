"""The permission table's part about being away, handing over, and notices. See `table.py`."""

from __future__ import annotations

from typing import Final

# Who may say that someone else is away: here of the deputy leader at INST, who has asked the
# coordinator to take over. A safety representative is not said away by a leader.
ABSENCES: Final = """
                              hse_department hse_at_faculty leader leader_above leader_sibling deputy_leader coordinator safety_rep employee
    GET  absences:someone     200            200            200    200          200            403           403         403        403
    POST absences:someone     200            200            200    200          200            403           403         403        403
    GET  absences:back         200            200            200    200          404            200           404         404        404
    POST absences:back        302            302            302    302          404            302           404         404        404
    GET  absences:cover       200            200            200    200          404            200           404         404        404
    POST absences:cover       200            200            200    200          404            200           404         404        404
    POST absences:answer      404            404            404    404          404            404           302         404        404
"""
OF_AN_ABSENCE: Final = ("absences:back", "absences:cover", "absences:answer")

# The leader of INST hands it over and has signed; nobody has been appointed, so the leader above takes
# it. The safety representative is informed.
RELAYS: Final = """
                              hse_department hse_at_faculty leader leader_above rector deputy_leader safety_rep rep_sibling employee
    POST relay:begin          403            403            302    403          403    403           403        403         403
    GET  relay:show           200            200            200    200          404    404           200        404         404
    POST relay:show           302            302            302    302          404    404           302        404         404
    POST relay:take           403            403            403    302          404    404           403        404         404
    GET  relay:pdf            200            200            200    200          404    404           200        404         404
"""
OF_A_RELAY: Final = ("relay:show", "relay:take", "relay:pdf")

# The leader of SIDE has begun to hand it over and may call it off: nobody else knows of it.
BEGUN_RELAYS: Final = """
                              hse_department leader leader_above leader_sibling rector safety_rep rep_sibling employee
    GET  relay:cancel         404            404    404          200            404    404        404         404
    POST relay:cancel         404            404    404          302            404    404        404         404
"""
OF_A_BEGUN_RELAY: Final = ("relay:cancel",)

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

"""The permission table. Whoever changes what someone may see or do changes a cell here.

People and units are those of `tests/cast.py`; the person's name says how they stand to INST:

    UNI ── FAK ── INST ── SEK      leader, safety_rep … belong to INST
        │      └─ SIDE             _above: FAK, _below: SEK, _sibling: SIDE, _outside: FJERN
        └─ ANNET ── FJERN

So in the row of someone at INST the columns are their own unit, the one above, the one below, a
sibling and one outside. A stranger, who has not signed in, is sent to the sign-in page everywhere.
"""

from __future__ import annotations

from typing import Final

UNITS: Final = ("INST", "FAK", "SEK", "SIDE", "FJERN")

# What someone is to a report at each unit:
# h handles it, s sees it, r sent it, - must not know that it is there.
REPORTS: Final = """
                     INST  FAK  SEK  SIDE  FJERN
    employee         -     -    -    -     -
    student          -     -    -    -     -
    leader           h     -    h    -     -
    deputy_leader    -     -    -    -     -
    safety_rep       s     -    s    -     -
    deputy_safety_rep -    -    -    -     -
    coordinator      -     -    -    -     -
    student_rep      -     -    -    -     -
    reporter         r     r    r    r     r
    responsible      -     -    -    -     -
    leader_above     h     h    h    h     -
    local_chief_rep  s     s    s    s     -
    leader_below     -     -    h    -     -
    leader_sibling   -     -    -    h     -
    rep_sibling      -     -    -    s     -
    leader_outside   -     -    -    -     h
    employee_outside -     -    -    -     -
    rector           h     h    h    h     h
    main_chief_rep   s     s    s    s     s
    hse_department   h     h    h    h     h
    hse_at_faculty   h     h    h    h     -
    occupational_health -  -    -    -     -
    auditor          -     -    -    -     -
    former_leader    -     -    -    -     -
    nobody           -     -    -    -     -
"""

REPORT_PAGES: Final = """
                               h    s    r    -
    GET  incidents:show        200  200  200  404
    GET  files:show            200  200  200  404
    GET  incidents:sent        404  404  200  404
    GET  incidents:take_up     302  403  403  404
    POST incidents:take_up     302  403  403  404
    GET  incidents:assess      200  403  403  404
    POST incidents:assess      200  403  403  404
    GET  incidents:measure     200  403  403  404
    POST incidents:measure     200  403  403  404
    GET  incidents:move        200  403  403  404
    POST incidents:move        200  403  403  404
    GET  incidents:close       200  403  403  404
    POST incidents:close       200  403  403  404
    GET  incidents:reject      200  403  403  404
    POST incidents:reject      200  403  403  404
    POST incidents:reopen      200  403  403  404
"""

# What someone is to a measure that springs from such a report:
# h handles the report and so the measure, c is to carry it out, s knows of it, - does not.
MEASURES: Final = """
                     INST  FAK  SEK  SIDE  FJERN
    employee         s     -    s    -     -
    student          s     -    s    -     -
    leader           h     -    h    -     -
    deputy_leader    s     -    s    -     -
    safety_rep       s     -    s    -     -
    deputy_safety_rep s    -    s    -     -
    coordinator      s     -    s    -     -
    student_rep      s     -    s    -     -
    reporter         s     s    s    s     s
    responsible      c     c    c    c     c
    leader_above     h     h    h    h     -
    local_chief_rep  s     s    s    s     -
    leader_below     -     -    h    -     -
    leader_sibling   -     -    -    h     -
    rep_sibling      -     -    -    s     -
    leader_outside   -     -    -    -     h
    employee_outside -     -    -    -     s
    rector           h     h    h    h     h
    main_chief_rep   s     s    s    s     s
    hse_department   h     h    h    h     h
    hse_at_faculty   h     h    h    h     -
    occupational_health s  s    s    s     s
    auditor          s     s    s    s     -
    former_leader    -     -    -    -     -
    nobody           -     -    -    -     -
"""

MEASURE_PAGES: Final = """
                               h    c    s    -
    GET  measures:show         200  200  200  404
    POST measures:done         302  302  403  404
    GET  measures:change       200  403  403  404
    POST measures:change       200  403  403  404
"""

# Whose plan and figures someone may see: + yes, - no, 0 has no post and so no plan or figures.
UNITS_SEEN: Final = """
                     INST  FAK  SEK  SIDE  FJERN
    employee         +     -    +    -     -
    student          +     -    +    -     -
    leader           +     -    +    -     -
    deputy_leader    +     -    +    -     -
    safety_rep       +     -    +    -     -
    deputy_safety_rep +    -    +    -     -
    coordinator      +     -    +    -     -
    student_rep      +     -    +    -     -
    reporter         +     -    +    -     -
    responsible      -     -    -    +     -
    leader_above     +     +    +    +     -
    local_chief_rep  +     +    +    +     -
    leader_below     -     -    +    -     -
    leader_sibling   -     -    -    +     -
    rep_sibling      -     -    -    +     -
    leader_outside   -     -    -    -     +
    employee_outside -     -    -    -     +
    rector           +     +    +    +     +
    main_chief_rep   +     +    +    +     +
    hse_department   +     +    +    +     +
    hse_at_faculty   +     +    +    +     -
    occupational_health +  +    +    +     +
    auditor          +     +    +    +     -
    former_leader    0     0    0    0     0
    nobody           0     0    0    0     0
"""

UNIT_PAGES: Final = """
                               +    -    0
    GET  measures:plan         200  404  404
    GET  figures:index         200  404  403
    GET  figures:show          200  404  403
    GET  figures:csv           200  404  403
    GET  figures:chart         200  404  403
    GET  directory:unit        200  200  200
"""

# Pages that are no unit's. Groups of people:
WHO: Final[dict[str, frozenset[str]]] = {
    "no-post": frozenset({"former_leader", "nobody"}),
    "sees-reports": frozenset(
        {
            *("leader", "leader_above", "leader_below", "leader_sibling", "leader_outside"),
            *("safety_rep", "local_chief_rep", "rep_sibling", "rector", "main_chief_rep"),
        }
    ),
    "hse": frozenset({"hse_department"}),
    "hse-faculty": frozenset({"hse_at_faculty"}),
}
"""Whoever is in none of them is in the last column, 'others'."""

OTHER_PAGES: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  desk:mine                 200  200          200           200      200
    GET  incidents:report          200  200          200           403      200
    POST incidents:report          200  200          200           403      200
    GET  incidents:steering        200  200          403           403      403
    POST incidents:steering        200  403          403           403      403
    GET  incidents:list            200  200          200           403      403
    GET  incidents:mine            200  200          200           200      200
    GET  measures:mine             200  200          200           200      200
    GET  measures:own_plan         302  302          302           404      302
    GET  directory:index           200  200          200           200      200
    GET  directory:representatives 200  200          200           200      200
    GET  account_change_password   200  200          200           200      200
    GET  annual_report:list        200  200          200           200      200
    GET  annual_report:start       200  403          403           403      403
    POST annual_report:start       200  403          403           403      403
"""

DRAFT_PAGES: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  annual_report:show        200  404          404           404      404
    GET  annual_report:of_record   302  404          404           404      404
    GET  annual_report:pdf         200  404          404           404      404
    GET  annual_report:word        200  404          404           404      404
    GET  annual_report:edit        200  404          403           403      403
    GET  annual_report:section     200  404          403           403      403
    POST annual_report:section     302  404          403           403      403
    GET  annual_report:versions    200  404          403           403      403
    GET  annual_report:version     200  404          403           403      403
    POST annual_report:restore     302  404          403           403      403
    GET  annual_report:publish     200  404          403           403      403
    POST annual_report:publish     200  404          403           403      403
"""

PUBLISHED_PAGES: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  annual_report:show        200  200          200           200      200
    GET  annual_report:of_record   302  302          302           302      302
    GET  annual_report:pdf         200  200          200           200      200
    GET  annual_report:word        200  200          200           200      200
    GET  annual_report:edit        200  403          403           403      403
    GET  annual_report:section     200  403          403           403      403
    POST annual_report:section     302  403          403           403      403
    GET  annual_report:versions    200  403          403           403      403
    GET  annual_report:version     200  403          403           403      403
    POST annual_report:restore     302  403          403           403      403
    GET  annual_report:publish     200  403          403           403      403
"""

# Where someone may change units, people, roles and areas: + yes, - no. All others: nowhere.
ADMINISTERED: Final = """
                     INST  FAK  SEK  SIDE  FJERN
    hse_department   +     +    +    +     +
    hse_at_faculty   +     +    +    +     -
    leader           -     -    -    -     -
    rector           -     -    -    -     -
    safety_rep       -     -    -    -     -
    coordinator      -     -    -    -     -
    employee         -     -    -    -     -
    nobody           -     -    -    -     -
"""

ADMINISTRATION_OF: Final = """
                                         +    -
    GET  directory:unit_administration   200  403
    GET  directory:unit_rename           200  403
    POST directory:unit_rename           200  403
    GET  directory:unit_move             200  403
    POST directory:unit_move             200  403
    GET  directory:unit_split            200  403
    POST directory:unit_split            200  403
    GET  directory:person_change         200  403
    POST directory:person_change         200  403
    POST directory:person_account        302  403
    GET  directory:end                   200  403
    POST directory:end                   200  403
    GET  directory:area                  200  403
    POST directory:area                  200  403
    GET  directory:area_end              200  403
    POST directory:area_end              200  403
"""

ADMINISTRATION: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  directory:administration  200  200          403           403      403
    GET  directory:units           200  200          403           403      403
    GET  directory:unit_new        200  200          403           403      403
    POST directory:unit_new        200  200          403           403      403
    GET  directory:unit_merge      200  200          403           403      403
    POST directory:unit_merge      200  200          403           403      403
    GET  directory:people          200  200          403           403      403
    GET  directory:person          200  200          403           403      403
    GET  directory:person_new      200  200          403           403      403
    POST directory:person_new      200  200          403           403      403
    GET  directory:appoint         200  200          403           403      403
    POST directory:appoint         200  200          403           403      403
    GET  directory:areas           200  200          403           403      403
    GET  directory:area_new        200  200          403           403      403
    POST directory:area_new        200  200          403           403      403
    GET  directory:buildings       200  403          403           403      403
    POST directory:buildings       200  403          403           403      403
"""

# The page of each table that everyone asks for at every unit. The others are asked for at INST
# alone, by one for each way of standing to it.
AT_EVERY_UNIT: Final = frozenset(
    {
        *("incidents:show", "measures:show", "measures:plan", "figures:csv"),
        "directory:unit_administration",
    }
)

# Who asks for pages of no unit: one of each role is enough.
ONE_OF_EACH_ROLE: Final = (
    *("hse_department", "hse_at_faculty", "rector", "leader", "deputy_leader", "coordinator"),
    *("safety_rep", "deputy_safety_rep", "local_chief_rep", "main_chief_rep", "student_rep"),
    *("occupational_health", "auditor", "employee", "student", "former_leader", "nobody"),
)

ONE_OF_EACH_STANDING: Final = frozenset(
    {
        *("leader", "leader_above", "leader_below", "leader_sibling", "leader_outside"),
        *("safety_rep", "rep_sibling", "local_chief_rep", "reporter", "responsible"),
        *("hse_department", "hse_at_faculty", "employee", "auditor", "former_leader"),
    }
)

# Slow to make: only these ask for them.
SLOW: Final = frozenset(
    {
        *("annual_report:show", "annual_report:pdf", "annual_report:word"),
        *("figures:index", "figures:show", "figures:chart"),
    }
)
ASK_FOR_SLOW: Final = ("hse_department", "hse_at_faculty", "leader", "employee", "nobody")

# Where the institution lets people report without an account, strangers get in here too.
FOR_STRANGERS_TOO: Final = frozenset({"incidents:report"})

# Addresses that stand in no table, each with the reason.
ELSEWHERE: Final = {
    "account_login": "for strangers",
    "account_logout": "for anyone; a stranger is sent to the sign-in page",
    "account_inactive": "says that an account is closed, to anyone",
    "account_set_password": "allauth's other form of changing it",
    "account_reset_password": "for strangers",
    "account_reset_password_done": "for strangers",
    "account_reset_password_from_key": "for strangers with a key",
    "account_reset_password_from_key_done": "for strangers",
    "set_language": "for anyone",
    "incidents:code": "for strangers who hold a code; others are told to sign out first",
    "incidents:leave": "for strangers who hold a code; does nothing to others",
    "incidents:report_shell": "for whoever may open incidents:report",
    "service_worker": "for anyone",
    "offline": "for anyone: what a device keeps for when there is no coverage",
    "offline_token": "for anyone: says who is signed in, and gives a token",
    "styleguide": "only while developing; 404 otherwise",
    "demo_sign_in": "only in a demo; 404 otherwise",
    "demo_mails": "only in a demo; 404 otherwise",
    "demo_mail": "only in a demo; 404 otherwise",
}

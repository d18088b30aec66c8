"""The permission table. Whoever changes what someone may see or do changes a cell here.

People and units are those of `tests/cast.py`; the person's name says how they stand to INST:

    UNI ── FAK ── INST ── SEK      leader, safety_rep … belong to INST
        │      └─ SIDE             _above: FAK, _below: SEK, _sibling: SIDE, _outside: FJERN
        └─ ANNET ── FJERN

So in the row of someone at INST the columns are their own unit, the one above, the one below, a
sibling and one outside. A stranger, who has not signed in, is sent to the sign-in page everywhere
but to `PUBLIC_PAGES`. What is about reports, lessons and posters stands in `reports.py`.
"""

from __future__ import annotations

from typing import Final

from tests.cast import OTHERS, POSTS
from tests.permissions import buildings

BUILDINGS: Final = buildings.BUILDINGS
EVERYONE: Final = (*POSTS, *OTHERS)
STRANGER: Final = "stranger"
UNITS: Final = ("INST", "FAK", "SEK", "SIDE", "FJERN")

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
    case_handler     h     -    h    -     -
    committee_member s     s    s    s     -
    whistleblowing_reception s s s s s
    reporter         s     s    s    s     s
    responsible      c     c    c    c     c
    named            s     -    -    s     -
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
    POST measures:end          200  403  403  404
    POST measures:judge        200  403  403  404
    POST measures:maintain     302  302  403  404
    GET  measures:change       200  403  403  404
    POST measures:change       200  403  403  404
    GET  measures:again        200  403  403  404
    POST measures:again        200  403  403  404
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
    case_handler     +     -    +    -     -
    committee_member +     +    +    +     -
    whistleblowing_reception + +  +  +     +
    reporter         +     -    +    -     -
    responsible      -     -    -    +     -
    named            -     -    -    +     -
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
    GET  measures:plan_csv     200  404  404
    GET  figures:index         200  404  403
    GET  figures:show          200  404  403
    GET  figures:csv           200  404  403
    GET  figures:excel         200  404  403
    GET  figures:chart         200  404  403
    GET  figures:png           200  404  403
    GET  evidence:unit         200  404  403
    GET  evidence:requirement  200  404  403
    GET  evidence:csv          200  404  403
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
    "reps": frozenset({"safety_rep", "local_chief_rep", "rep_sibling", "main_chief_rep"}),
    "hse": frozenset({"hse_department"}),
    "hse-faculty": frozenset({"hse_at_faculty"}),
    "case": frozenset({"case_handler"}),
    "coord": frozenset({"coordinator"}),
    "cttee": frozenset({"committee_member"}),
    "recept": frozenset({"whistleblowing_reception"}),
    "code": frozenset({"code_holder"}),
}
"""Whoever is in no group that a table has is in its last column, 'others'."""

OTHER_PAGES: Final = """
                                   hse  hse-faculty  sees-reports  no-post  others
    GET  desk:mine                 200  200          200           200      200
    GET  measures:mine             200  200          200           200      200
    GET  measures:to_judge         200  200          200           200      200
    GET  measures:own_plan         302  302          302           404      302
    GET  directory:index           200  200          200           200      200
    GET  search:find               200  200          200           200      200
    GET  search:quick              200  200          200           200      200
    GET  directory:representatives 200  200          200           200      200
    GET  account_change_password   200  200          200           200      200
    GET  account_reauthenticate    200  200          200           200      200
    GET  notices:mine              200  200          200           200      200
    GET  notices:settings          200  200          200           200      200
    POST notices:settings          200  200          200           200      200
    POST notices:read_all          302  302          302           302      302
    GET  notices:mail              200  403          403           403      403
    POST notices:try_again         302  403          403           403      403
    GET  absences:mine             200  200          200           200      200
    GET  absences:new              200  200          200           200      200
    POST absences:new              200  200          200           200      200
    GET  relay:index               200  200          200           200      200
    GET  annual_report:list        200  200          200           200      200
    GET  annual_report:start       200  403          403           403      403
    POST annual_report:start       200  403          403           403      403
    GET  figures:small_groups      200  403          403           403      403
    POST figures:small_groups      200  403          403           403      403
    GET  calendar:mine             200  200          200           200      200
    GET  calendar:rules            200  200          200           200      200
    GET  calendar:timing           200  403          403           403      403
    POST calendar:timing           200  403          403           403      403
    GET  calendar:subscribe        200  200          200           200      200
    POST calendar:subscribe        302  302          302           302      302
    GET  privacy:my_data           200  200          200           200      200
    GET  privacy:my_data_json      200  200          200           200      200
    GET  privacy:my_data_pdf       200  200          200           200      200
    GET  content:index             200  403          403           403      403
    GET  content:kind              200  403          403           403      403
    GET  content:new               200  403          403           403      403
    POST content:new               200  403          403           403      403
    GET  content:edit              200  403          403           403      403
    POST content:edit              200  403          403           403      403
    POST content:end               302  403          403           403      403
    POST content:offer             302  403          403           403      403
"""

REPORTING_PAGES: Final = """
                                   hse  hse-faculty  sees-reports  case  coord  cttee  recept  code  no-post  others
    GET  incidents:list            200  200          200           200   403    403    403     302   403      403
    GET  incidents:overdue         200  200          200           200   403    403    403     302   403      403
    GET  incidents:mine            200  200          200           200   200    200    200     302   200      200
    GET  incidents:suggestions     200  200          200           200   200    200    200     302   403      200
    GET  incidents:lessons         200  200          200           200   200    200    200     302   200      200
    GET  incidents:committee       200  200          403           403   403    200    403     302   403      403
    GET  incidents:committee_file  200  200          403           403   403    200    403     302   403      403
    GET  incidents:received        403  403          403           403   403    403    200     302   403      403
    GET  incidents:handed_over     200  200          200           200   200    200    200     302   200      200
    GET  incidents:steering        200  200          403           403   403    403    403     302   403      403
    POST incidents:steering        200  403          403           403   403    403    403     302   403      403
    GET  incidents:places          200  200          200           403   200    403    403     302   403      403
    GET  incidents:make_place      200  200          200           403   200    403    403     302   403      403
    POST incidents:make_place      200  200          200           403   200    403    403     302   403      403
"""

# For those who speak for others.
REPRESENTATIVES_PAGES: Final = """
                                   reps  code  others
    GET  incidents:stop            200   302   403
"""

# Open to strangers too, each for its reason: one may report and follow a report without an account
# (this institution allows it), scan the code on a wall, see a photo that one has just chosen, open
# what a device keeps for when there is no coverage, and fetch deadlines by a secret link.
PUBLIC_PAGES: Final = """
                                   stranger  code_holder  employee  leader  nobody
    GET  incidents:report          200       200          200       200     403
    POST incidents:report          200       200          200       200     403
    GET  incidents:report_shell    200       200          200       200     403
    GET  incidents:rooms           200       200          200       200     403
    GET  incidents:leaders         200       200          200       200     403
    GET  incidents:recipient       200       200          200       200     403
    GET  incidents:nameless        302       302          302       302     302
    POST incidents:nameless        200       200          200       200     200
    GET  incidents:elsewhere       200       200          200       200     403
    GET  incidents:code            200       200          200       200     200
    POST incidents:code            200       200          200       200     200
    POST incidents:leave           302       302          302       302     302
    GET  incidents:place           200       200          200       200     200
    GET  files:waiting             404       404          404       404     404
    GET  privacy:statement         200       200          200       200     200
    GET  service_worker            200       200          200       200     200
    GET  rounds:walk_shell         200       200          200       200     200
    GET  offline                   200       200          200       200     200
    GET  offline_token             200       200          200       200     200
    GET  calendar:feed             200       200          200       200     200
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

# Where one chooses among what one may change.
CHOOSING: Final = ("directory:administration", "directory:units", "directory:areas")
OF_CONTENT: Final = ("content:edit", "content:end", "content:offer")

OF_A_BUILDING: Final = (
    *("directory:building", "directory:building_change", "directory:room_new"),
    *("directory:rooms_new", "directory:employer_new"),
)
OF_A_ROOM: Final = ("directory:room", "directory:room_end")
OF_AN_EMPLOYER: Final = ("directory:employer", "directory:employer_remove")

# The page of each table that everyone asks for at every unit. The others are asked for at INST
# alone, by one for each way of standing to it.
AT_EVERY_UNIT: Final = frozenset(
    {
        *("measures:show", "measures:plan", "figures:csv"),
        "directory:unit_administration",
    }
)

# Slower: at every unit too, but by one for each way of standing.
AT_EVERY_UNIT_BY_SOME: Final = frozenset({"figures:csv"})

# Who asks for pages of no unit: one of each role is enough.
ONE_OF_EACH_ROLE: Final = (
    *("hse_department", "hse_at_faculty", "rector", "leader", "deputy_leader", "coordinator"),
    *("safety_rep", "deputy_safety_rep", "local_chief_rep", "main_chief_rep", "student_rep"),
    *("occupational_health", "auditor", "employee", "student", "former_leader", "nobody"),
    *("case_handler", "committee_member", "whistleblowing_reception"),
)

ONE_OF_EACH_STANDING: Final = frozenset(
    {
        *("leader", "leader_above", "leader_below", "leader_sibling", "leader_outside"),
        *("safety_rep", "rep_sibling", "local_chief_rep", "reporter", "responsible"),
        *("hse_department", "hse_at_faculty", "employee", "auditor", "former_leader", "named"),
    }
)

# For measures, and for pages about reports, fewer show as much.
ONE_OF_EACH_TO_A_MEASURE: Final = frozenset(
    {"leader", "hse_department", "responsible", "safety_rep", "employee", "leader_sibling"}
)
ONE_OF_EACH_FOR_REPORTS: Final = (
    *("hse_department", "hse_at_faculty", "leader", "safety_rep", "case_handler", "coordinator"),
    *("committee_member", "whistleblowing_reception", "auditor", "employee", "nobody"),
    "code_holder",
)

# Slow to make: only these ask for them.
SLOW: Final = frozenset(
    {
        "privacy:my_data_pdf",
        *("changes:pdf", "changes:word", "changes:papers"),
        *("annual_report:show", "annual_report:pdf", "annual_report:word"),
        *("figures:index", "figures:show", "figures:chart", "figures:png", "figures:excel"),
    }
)
ASK_FOR_SLOW: Final = ("hse_department", "hse_at_faculty", "leader", "employee", "nobody")

"""The part of the permission table that is about reports and what springs from them."""

from __future__ import annotations

from typing import Final

# What someone is to a report at each unit:
# l handles it and leads there, h handles it, v sees it whole and speaks for those who work there,
# s sees it whole, w received it as whistleblowing, r sent it, k holds its code, x holds the code of
# another one, - must not know that it is there.
REPORTS: Final = """
                              INST  FAK  SEK  SIDE  FJERN
    employee                  -     -    -    -     -
    student                   -     -    -    -     -
    leader                    l     -    l    -     -
    deputy_leader             -     -    -    -     -
    safety_rep                v     -    v    -     -
    deputy_safety_rep         -     -    -    -     -
    coordinator               -     -    -    -     -
    student_rep               -     -    -    -     -
    leader_above              l     l    l    l     -
    local_chief_rep           v     v    v    v     -
    leader_below              -     -    l    -     -
    leader_sibling            -     -    -    l     -
    rep_sibling               -     -    -    v     -
    leader_outside            -     -    -    -     l
    employee_outside          -     -    -    -     -
    rector                    l     l    l    l     l
    main_chief_rep            v     v    v    v     v
    hse_department            h     h    h    h     h
    hse_at_faculty            h     h    h    h     -
    occupational_health       -     -    -    -     -
    case_handler              h     -    h    -     -
    committee_member          -     -    -    -     -
    whistleblowing_reception  -     -    -    -     -
    reporter                  r     r    r    r     r
    responsible               -     -    -    -     -
    named                     s     -    -    -     -
    auditor                   -     -    -    -     -
    former_leader             -     -    -    -     -
    nobody                    -     -    -    -     -
"""

# The same for reports at INST, in each way that one can stand: for named people only; handed over
# to the whistleblowing reception; about the leader; sent by the leader; brought a level up; merged
# with that one; sent without an account; given to the coordinator by name; closed.
# `named` was let read the open, the restricted and the sealed one, the coordinator was given the
# sealed one before it was handed over, and `responsible` has a measure of each of these.
CASES: Final = """
                              open restricted sealed about by raised merged nameless given closed
    employee                  -    -          -      -     -  -      -      -        -     -
    student                   -    -          -      -     -  -      -      -        -     -
    leader                    l    l          -      -     s  s      l      l        l     l
    deputy_leader             -    -          -      -     -  -      -      -        -     -
    safety_rep                v    -          -      v     v  v      v      v        v     v
    deputy_safety_rep         -    -          -      -     -  -      -      -        -     -
    coordinator               -    -          -      -     -  -      -      -        h     -
    student_rep               -    -          -      -     -  -      -      -        -     -
    leader_above              l    -          -      l     l  l      l      l        l     l
    local_chief_rep           v    -          -      v     v  v      v      v        v     v
    leader_below              -    -          -      -     -  -      -      -        -     -
    leader_sibling            -    -          -      -     -  -      -      -        -     -
    rep_sibling               -    -          -      -     -  -      -      -        -     -
    leader_outside            -    -          -      -     -  -      -      -        -     -
    employee_outside          -    -          -      -     -  -      -      -        -     -
    rector                    l    -          -      l     l  l      l      l        l     l
    main_chief_rep            v    -          -      v     v  v      v      v        v     v
    hse_department            h    -          -      h     h  h      h      h        h     h
    hse_at_faculty            h    -          -      h     h  h      h      h        h     h
    occupational_health       -    -          -      -     -  -      -      -        -     -
    case_handler              h    -          -      s     s  s      h      h        h     h
    committee_member          -    -          -      -     -  -      -      -        -     -
    whistleblowing_reception  -    -          w      -     -  -      -      -        -     -
    reporter                  r    r          r      r     -  r      r      -        r     r
    responsible               -    -          -      -     -  -      -      -        -     -
    named                     s    s          -      -     -  -      -      -        -     -
    auditor                   -    -          -      -     -  -      -      -        -     -
    former_leader             -    -          -      -     -  -      -      -        -     -
    nobody                    -    -          -      -     -  -      -      -        -     -
    code_holder               x    x          x      x     x  x      x      k        x     x
    other_code                x    x          x      x     x  x      x      x        x     x
"""


REPORT_PAGES: Final = """
                                     l    h    v    s    w    r    k    x    -
    GET  incidents:show              200  200  200  200  200  200  200  404  404
    GET  files:show                  200  200  200  200  200  200  200  404  404
    GET  files:small                 200  200  200  200  200  200  200  404  404
    GET  incidents:sent              404  404  404  404  404  200  200  404  404
    GET  incidents:files             200  200  403  403  403  200  200  404  404
    POST incidents:files             200  200  403  403  403  200  200  404  404
    GET  incidents:remove_file       200  200  403  403  403  403  302  302  404
    POST incidents:remove_file       302  302  403  403  403  403  302  302  404
    GET  incidents:take_up           302  302  403  403  403  403  302  302  404
    POST incidents:take_up           302  302  403  403  403  403  302  302  404
    GET  incidents:assess            200  200  403  403  403  403  302  302  404
    POST incidents:assess            200  200  403  403  403  403  302  302  404
    GET  incidents:measure           200  200  403  403  403  403  302  302  404
    POST incidents:measure           200  200  403  403  403  403  302  302  404
    GET  incidents:move              200  200  403  403  403  403  302  302  404
    POST incidents:move              200  200  403  403  403  403  302  302  404
    GET  incidents:close             200  200  403  403  403  403  302  302  404
    POST incidents:close             200  200  403  403  403  403  302  302  404
    GET  incidents:reject            200  200  403  403  403  403  302  302  404
    POST incidents:reject            200  200  403  403  403  403  302  302  404
    POST incidents:reopen            200  200  403  403  403  403  302  302  404
    GET  incidents:injury            200  200  403  403  403  403  302  302  404
    POST incidents:injury            200  200  403  403  403  403  302  302  404
    POST incidents:told              302  302  403  403  403  403  302  302  404
    GET  incidents:need_not          200  200  403  403  403  403  302  302  404
    POST incidents:need_not          200  200  403  403  403  403  302  302  404
    GET  incidents:ask               200  200  403  403  200  403  302  302  404
    POST incidents:ask               200  200  403  403  200  403  302  302  404
    GET  incidents:answer            403  403  403  403  403  200  200  404  404
    POST incidents:answer            403  403  403  403  403  200  200  404  404
    POST incidents:good_enough       403  403  403  403  403  302  302  404  404
    GET  incidents:not_good_enough   403  403  403  403  403  200  200  404  404
    POST incidents:not_good_enough   403  403  403  403  403  200  200  404  404
    POST incidents:work_goes_on      302  302  403  403  403  403  302  302  404
    GET  incidents:comment           200  200  200  200  200  403  302  302  404
    POST incidents:comment           200  200  200  200  200  403  302  302  404
    GET  incidents:request_answer    403  403  200  403  403  403  302  302  404
    POST incidents:request_answer    403  403  200  403  403  403  302  302  404
    GET  incidents:reply             200  200  403  403  403  403  302  302  404
    POST incidents:reply             200  200  403  403  403  403  302  302  404
    GET  incidents:object            403  403  200  403  403  403  302  302  404
    POST incidents:object            403  403  200  403  403  403  302  302  404
    GET  incidents:answer_objection  200  200  403  403  403  403  302  302  404
    POST incidents:answer_objection  200  200  403  403  403  403  302  302  404
    GET  incidents:stop_work         403  403  200  403  403  403  302  302  404
    POST incidents:stop_work         403  403  200  403  403  403  302  302  404
    GET  incidents:decide_on_stop    200  403  403  403  403  403  302  302  404
    POST incidents:decide_on_stop    200  403  403  403  403  403  302  302  404
    GET  incidents:bring_up          200  200  403  403  403  403  302  302  404
    POST incidents:bring_up          200  200  403  403  403  403  302  302  404
    GET  incidents:send_back         200  200  403  403  403  403  302  302  404
    POST incidents:send_back         200  200  403  403  403  403  302  302  404
    GET  incidents:assign            200  200  403  403  403  403  302  302  404
    POST incidents:assign            302  302  403  403  403  403  302  302  404
    GET  incidents:deadline          200  200  403  403  403  403  302  302  404
    POST incidents:deadline          200  200  403  403  403  403  302  302  404
    GET  incidents:merge             200  200  403  403  403  403  302  302  404
    POST incidents:merge             200  200  403  403  403  403  302  302  404
    POST incidents:split_off         302  302  403  403  403  403  302  302  404
    GET  incidents:restrict          200  200  403  403  403  200  200  404  404
    POST incidents:restrict          302  302  403  403  403  302  302  404  404
    GET  incidents:open_up           302  302  403  403  403  403  302  302  404
    POST incidents:open_up           302  302  403  403  403  403  302  302  404
    GET  incidents:let_read          200  200  403  403  403  403  302  302  404
    POST incidents:let_read          200  200  403  403  403  403  302  302  404
    POST incidents:stop_reading      302  302  403  403  403  403  302  302  404
    GET  incidents:strike            200  200  403  403  403  403  302  302  404
    POST incidents:strike            200  200  403  403  403  403  302  302  404
    GET  incidents:summary           200  200  403  403  403  403  302  302  404
    POST incidents:summary           302  302  403  403  403  403  302  302  404
    GET  incidents:hand_over         200  200  403  403  403  403  302  302  404
    POST incidents:hand_over         200  200  403  403  403  403  302  302  404
    GET  incidents:hand_back         403  403  403  403  200  403  302  302  404
    POST incidents:hand_back         403  403  403  403  200  403  302  302  404
    GET  incidents:finish            403  403  403  403  200  403  302  302  404
    POST incidents:finish            403  403  403  403  200  403  302  302  404
    GET  incidents:look_again        403  403  403  403  302  403  302  302  404
    POST incidents:look_again        403  403  403  403  200  403  302  302  404
    GET  incidents:causes            200  200  403  403  403  403  302  302  404
    POST incidents:causes            302  302  403  403  403  403  302  302  404
    GET  incidents:similar           200  200  200  200  200  403  302  302  404
    GET  incidents:write_lesson      200  200  403  403  403  403  302  302  404
    POST incidents:write_lesson      200  200  403  403  403  403  302  302  404
    GET  incidents:ask_units         200  200  403  403  403  403  302  302  404
    POST incidents:ask_units         200  200  403  403  403  403  302  302  404
"""

# Who asks for each of these pages, of which report: one for each way of standing to it.
ASKED_AS: Final = {
    "l": ("leader", "open"),
    "h": ("hse_department", "open"),
    "v": ("safety_rep", "open"),
    "s": ("named", "open"),
    "w": ("whistleblowing_reception", "sealed"),
    "r": ("reporter", "open"),
    "k": ("code_holder", "nameless"),
    "x": ("other_code", "open"),
    "-": ("employee", "open"),
}

# Of those let in otherwise, only these are to a report that is closed, also because it is handled
# with another or handed over: no file is added to it; an objection is answered by those who lead
# above the unit; and work on one that is handled with another goes on there, by those who handle
# that one, which was brought a level up.
_ABOVE: Final = frozenset({"leader_above", "rector"})
STILL_LET_IN: Final = {
    "incidents:files": dict.fromkeys(("sealed", "merged", "closed"), frozenset[str]()),
    "incidents:answer_objection": dict.fromkeys(("merged", "closed"), _ABOVE),
    "incidents:work_goes_on": {"merged": _ABOVE | {"hse_department", "hse_at_faculty"}},
}

# Who has sent a report and reads it whole besides: gets what either gives.
BOTH: Final = {("leader", "by"): "r"}

# Who has no account but holds the code of a report, theirs or another; and what one opens with it.
# Everywhere else they are asked to sign in.
HOLDERS: Final = ("code_holder", "other_code")
OPEN_TO_CODES: Final = frozenset(
    {
        *("incidents:show", "incidents:sent", "files:show", "files:small", "incidents:files"),
        *("incidents:answer", "incidents:good_enough", "incidents:not_good_enough"),
        "incidents:restrict",
    }
)

# What tells each way of standing from the others: asked for of every report in every state.
TOLD_BY: Final = {
    "l": ("GET incidents:decide_on_stop",),
    "h": ("GET incidents:summary", "GET incidents:decide_on_stop"),
    "v": ("GET incidents:request_answer", "GET incidents:summary"),
    "s": ("GET incidents:comment", "GET incidents:request_answer", "GET incidents:ask"),
    "w": ("GET incidents:ask", "GET incidents:summary"),
    "r": ("GET incidents:sent", "GET incidents:comment"),
    "k": ("GET incidents:sent",),
    "x": ("GET incidents:show",),
    "-": ("GET incidents:show",),
}

# Links that may lead to a refusal, because that page says why and where to turn: someone with an
# account but no post may not report.
TOLD_WHY: Final = {("nobody", "/report/")}

# How many reports a committee goes through: all at or below its unit, restricted ones too, but none
# that was handed over, and one that is handled with another counts once. Two more are at FJERN.
REVIEWED: Final = {"committee_member": 11, "hse_department": 13}

# Who looks through all lists and pages for what is kept from them.
LOOKERS: Final = (
    *("employee", "leader", "safety_rep", "hse_department", "case_handler", "committee_member"),
    *("responsible", "auditor", "whistleblowing_reception", "code_holder", "nobody"),
    *("leader_sibling", "reporter"),
)

# The same letters as for measures (`table.MEASURES`), for measures of such reports.
MEASURES_OF_CASES: Final = """
                              restricted sealed about
    employee                  s          -      s
    student                   s          -      s
    leader                    h          -      s
    deputy_leader             s          -      s
    safety_rep                s          -      s
    deputy_safety_rep         s          -      s
    coordinator               s          -      s
    student_rep               s          -      s
    leader_above              s          -      h
    local_chief_rep           s          -      s
    leader_below              -          -      -
    leader_sibling            -          -      -
    rep_sibling               -          -      -
    leader_outside            -          -      -
    employee_outside          -          -      -
    rector                    s          -      h
    main_chief_rep            s          -      s
    hse_department            s          -      h
    hse_at_faculty            s          -      h
    occupational_health       s          -      s
    case_handler              s          -      s
    committee_member          s          -      s
    whistleblowing_reception  s          s      s
    reporter                  s          s      s
    responsible               c          -      c
    named                     s          -      -
    auditor                   s          -      s
    former_leader             -          -      -
    nobody                    -          -      -
"""

# What someone is to a lesson from the open report, published to SIDE, and to a question to SIDE:
# h handles the report, s sees it whole, t leads the unit that is told and asked, o has a post at
# or above it, - is not meant.
LEARNING: Final = """
                              INST
    leader                    h
    case_handler              h
    hse_department            h
    safety_rep                s
    named                     s
    leader_sibling            t
    rep_sibling               o
    responsible               o
    reporter                  -
    employee                  -
    employee_outside          -
    committee_member          -
    auditor                   -
    nobody                    -
"""

LEARNING_PAGES: Final = """
                                     h    s    t    o    -
    GET  incidents:lesson            200  200  200  200  404
    POST incidents:withdraw_lesson   302  403  403  403  404
    GET  incidents:inquiry           200  200  200  404  404
    POST incidents:answer_inquiry    403  403  302  404  404
"""

# Whose posters someone makes: + also those of INST, o only those of others, - none.
POSTERS: Final = """
                              INST
    leader                    +
    leader_above              +
    safety_rep                +
    local_chief_rep           +
    coordinator               +
    hse_department            +
    leader_below              o
    leader_sibling            o
    rep_sibling               o
    case_handler              -
    committee_member          -
    employee                  -
    nobody                    -
"""

POSTER_PAGES: Final = """
                                     +    o    -
    GET  incidents:poster_place      200  404  403
    GET  incidents:poster            200  404  403
    GET  incidents:poster_pdf        200  404  403
    POST incidents:retire_place      302  404  403
    POST incidents:use_place_again   302  404  403
"""

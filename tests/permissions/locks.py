"""Filters whose loss the table does not notice, each with what holds or notices then: a second lock
on the same way, or a test of the module's own where the table's world has no such case.

Named without their line: `path function: filter`. One that is no longer in the code, or that is
noticed after all, is to be taken out.
"""

from __future__ import annotations

from typing import Final

_INCIDENTS: Final = "vern/control/incidents/"
_OWN: Final = "a test of its own: "

_LINK: Final = "adds a link; its page asks"
_QUESTION: Final = "saves a question; held_by chooses"

ALLAUTH: Final = "allauth asks for a sign-in itself"
SECOND: Final = "a second lock: "

LOCKS: Final[dict[str, str]] = {
    "account_change_password: @access asks for nothing": ALLAUTH,
    "account_reauthenticate: @access asks for nothing": ALLAUTH,
    **{
        f"{_INCIDENTS}{name}": f"{SECOND}{why}"
        for name, why in {
            "contributions.py _may_report: has": "adds a link; its page asks",
            "contributions.py _on_pages: has": "shows an empty part of the desk; its query chooses",
            "notice_topics.py <lambda>: has": "offers a choice; who tells decides who is told",
            "views/report.py sent: has": "saves questions; may_stop_work asks",
            "forms/places.py clean: covers": "the service asks too",
            "services/places.py _may: covers": "the form asks first",
            "services/attachments.py add_files: may": "the page asks first",
            "services/attachments.py remove_file: may": "the page asks first",
            "services/representing.py comment: holds": "the page asks first",
            "services/representing.py reply: may": "the page asks first",
            "queries/committee.py _numbers: has": "saves a query; held_by chooses",
            "queries/learning.py may_ask: may": "its reach is asked before",
            "queries/lists.py _page: newest_visible": "the same rows as on the first page",
            "queries/merging.py alike: held_by": "may is asked of each",
            "queries/merging.py alike: may": "held_by chooses; the service asks before it merges",
            "queries/pressing.py _to_tell: may": "adds a link; its page asks",
            "queries/pressing.py _harm: may": "adds a link; its page asks",
            "queries/pressing.py _not_content: may": "adds a link; its page asks",
            "queries/pressing.py _from_another_level: may": "shows a state; no words",
            "queries/protecting.py received: visible_to": "unsealed_by chooses",
            "queries/similar.py _nearest_own: newest_held": "_newest asks held_by again",
            "queries/similar.py _nearest_own: held_by": "the reader reads all of them",
            "queries/protecting.py receives: covers": "only the reception gets a sealed one to ask of",
            "queries/voices.py may_write_to_reporter: holds": (
                "only the reception gets a sealed one to ask of"
            ),
            "queries/voices.py represents: holds": "the capability's reach is asked too",
            "queries/voices.py may_decide: may": "the capability's reach is asked too",
            "queries/waiting.py _shown: reads": "whose turn it is reads it",
            "queries/way.py home_of: has": "leads home; that page asks",
            "offering.py _may: has": "adds a link; its form asks",
            "offering.py _may: holds": "of these kinds nobody sees a part only",
            "panels/routing.py build_elsewhere: may": "says where it is handled; no words",
            "panels/routing.py build_elsewhere: covers": "says where it is handled; no words",
            "panels/routing.py build_elsewhere: is_reporter": "says where it is handled; no words",
            "panels/telling.py build: may": "adds a link; its page asks",
            "views/handle.py _onward: may": "leads on; that page asks",
            "views/report.py sent: get_record": "asked for by its reporter only",
            "views/representing.py answer_objection: get_record (its capability)": (
                "may_answer_objection asks may"
            ),
            "views/representing.py decide: get_record (its capability)": "may_decide asks may",
        }.items()
    },
    **{
        f"{_INCIDENTS}{name}": f"{_OWN}{test}"
        for name, test in {
            "panels/merging.py build_merged: holds": "test_merging, who reads the one that was merged",
            "queries/marks.py marks: holds": "test_what_others_get_of_it",
            "queries/merging.py find: may": "test_merging, a number that one does not handle",
            "queries/merging.py together: reads": "test_merging, its state says",
            "queries/merging.py main_number: may": "test_merging, its state says",
            "queries/merging.py twins: held_by": "test_merging, who reads only one",
            "queries/learning.py suggested_units: anonymised": "test_what_others_get_of_it",
            "queries/similar.py _others: anonymised": "test_similar_cases, for named people only",
            "queries/reporter.py name_is_hidden: may": "test_what_others_get_of_it",
        }.items()
    },
    **{
        f"vern/{name}": f"{SECOND}{why}"
        for name, why in {
            "core/notices/oversight.py _awaiting: has": "saves a question; held_by chooses",
            "core/records/querysets.py unsealed_by: has": "an empty scope reaches nothing",
            "hub/calendar/queries.py reads_cases: has": "adds a tab; reads_any chooses what stands there",
            "hub/desk/contributions.py _own_plan: has": "adds a link; its page asks",
            "hub/desk/unreached.py _may_have_to_tell: has": (
                "shows an empty part of the desk; its query chooses"
            ),
            "hub/evidence/measures.py _plan: covers": _LINK,
            "plan/changes/contributions.py _may_see: has": _LINK,
            "plan/changes/desk.py may_be_asked: has": _QUESTION,
            "plan/changes/desk.py may_lead: has": _QUESTION,
            "plan/changes/evidence.py _list: covers": _LINK,
            "plan/changes/searching.py register: has": _QUESTION,
            "plan/changes/views/lists.py meeting: get_record": "of the list of those that one sees",
            "plan/risk/desk.py <lambda>: has": _QUESTION,
            "plan/risk/desk.py register: has": _LINK,
            "plan/risk/evidence.py _overview: covers": _LINK,
            "plan/risk/queries/overview.py own_code: covers": "leads home; that page asks",
            "plan/rounds/assurances.py _list: covers": _LINK,
            "plan/rounds/contributions.py _sees_rounds: has": _LINK,
            "plan/rounds/queries/lists.py units_lacking: has": "whose unit it is is asked too",
            "plan/rounds/queries/walking.py to_walk: get_record": "may_map asks of them too",
        }.items()
    },
    **{
        f"vern/{name}": f"{_OWN}{test}"
        for name, test in {
            "hub/retention/forms.py clean_number: visible_to": "test_retention, the reception",
            "hub/retention/queries.py listed: visible_to": "test_retention, counted and no more",
            **dict.fromkeys(
                (
                    "control/incidents/deadlines.py of_reports: reads",
                    "control/incidents/deadlines.py of_inquiries: reads",
                    "control/incidents/queries/lists.py _turn: held_by",
                    "control/incidents/relays.py _cases: held_by",
                    "hub/calendar/measures.py in_words: visible_to",
                    "hub/calendar/queries.py _at_units: reads_any",
                    "review/annual_report/deadlines.py in_words: may",
                ),
                "test_rights_ended_meanwhile",
            ),
            **dict.fromkeys(
                (
                    "core/records/personal.py _parts: visible_to",
                    "core/talk/personal.py _said: visible_to",
                ),
                "test_my_data, whom a record is about",
            ),
            **dict.fromkeys(
                (
                    "plan/changes/deadlines.py in_words: reads",
                    "plan/changes/personal.py _both: visible_to",
                    "plan/changes/queries/waiting.py to_lead_on: held_by",
                    "plan/changes/relays.py _processes: held_by",
                    "plan/changes/relays.py _described: held_by",
                    "plan/changes/searching.py read_by: held_by",
                    "plan/risk/deadlines.py in_words: reads",
                    "plan/risk/personal.py _both: visible_to",
                    "plan/risk/queries/searching.py read_whole: held_by",
                    "plan/risk/queries/waiting.py _read_by: held_by",
                    "plan/risk/relays.py _lying: held_by",
                    "plan/risk/relays.py _described: held_by",
                    "plan/rounds/deadlines.py in_words: visible_to",
                    "plan/rounds/queries/turns.py under_way: visible_to",
                    "plan/rounds/relays.py _open: visible_to",
                    "plan/rounds/relays.py _described: visible_to",
                    "plan/rounds/searching.py read: visible_to",
                ),
                "test_what_is_about_oneself",
            ),
            "core/notices/oversight.py _awaiting: held_by": (
                "test_notices, of a matter about themselves"
            ),
            "core/notices/oversight.py _described: visible_to": (
                "test_notices, says nothing of a case that one does not see"
            ),
            "core/records/composed.py _held: held_by": "measures, test_sealed",
            "core/talk/queries.py audiences_of: holds": "test_talk, readers hear all",
            "hub/search/measures.py _known: visible_to": ("test_search, before the index knows"),
            "organise/absences/queries.py may_be_said_away: has": (
                "test_being_away, no leader of a representative"
            ),
            "control/incidents/queries/committee.py _offered_units: covers": (
                "test_committee, each committee sees its scope"
            ),
            "control/incidents/queries/searching.py only_sent: visible_to": (
                "test_search, who has sent what is about themselves"
            ),
            "control/incidents/queries/voices.py to_stop_in: newest_held": (
                "test_stopped_work, only named people read"
            ),
            "control/incidents/queries/places.py _there: anonymised": (
                "test_places, for named people only"
            ),
            "control/incidents/figures.py reports_behind: covers": (
                "test_figure_pages, only who reads the reports is led to them"
            ),
        }.items()
    },
    "vern/core/measures/querysets.py visible_to: visible_to": f"{_OWN}measures, test_sealed",
    "vern/core/records/access.py get_record: holds": "notes who reads it; lets nobody in",
    "vern/core/records/access.py _adds: covers": f"{_OWN}test_standing_in, what a stand-in does says so",
    "vern/core/records/querysets.py newest_held: held_by": f"{_OWN}test_the_access_rule",
    "vern/core/talk/queries.py is_confided_to: covers": f"{SECOND}row-level security",
    "vern/core/talk/queries.py said: is_confided_to": f"{SECOND}row-level security",
    "vern/organise/directory/queries/administration.py units_by_branch: covers": (
        f"{SECOND}the service asks before it changes"
    ),
    "vern/organise/directory/queries/administration.py attention: covers": (
        f"{SECOND}leads to pages that ask"
    ),
}

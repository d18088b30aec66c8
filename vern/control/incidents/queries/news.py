"""What is new for the one who reported: a question to them, a message that they have not answered,
an answer that they have not judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from vern.control.incidents.queries.voices import answer_to_judge
from vern.core.kernel import clock
from vern.core.kernel.ui.listing import Tag
from vern.core.records.models import Record, State
from vern.core.talk.models import Comment
from vern.core.talk.queries import Audience

NEW_FOR: Final = dt.timedelta(days=30)
"""What nobody has said anything to is new for so long."""


def news(records: Sequence[Record]) -> Mapping[int, Sequence[Tag]]:
    """By report, of those that one has sent: three queries, however many."""
    said = Comment.objects.filter(audience=Audience.REPORTER, record__in=records)
    said = said.order_by("at", "pk")
    last = {each.record_id: each for each in said}
    questions = {each.record_id for each in said if each.open}
    closed = [each for each in records if _is_new(each)]
    prefetch_related_objects(closed, "incident__closures", "incident__merged_into__closures")
    answered = {each.pk for each in closed if _awaits_verdict(each)}
    found = {}
    for record in records:
        tags = [Tag(_("Question to you"), "danger")] if record.pk in questions else []
        if record.pk in answered:
            tags.append(Tag(_("New answer"), "accent"))
        elif not tags and _is_message(record, last.get(record.pk)):
            tags.append(Tag(_("New message"), "accent"))
        found[record.pk] = tags
    return found


def _is_new(record: Record) -> bool:
    closed = record.closed_at
    return record.state == State.CLOSED and closed is not None and clock.now() - closed < NEW_FOR


def _is_message(record: Record, last: Comment | None) -> bool:
    """Whether the last word is the handler's, of late, and the answer is still to come."""
    if last is None or last.by_reporter or record.state == State.CLOSED:
        return False
    return clock.now() - last.at < NEW_FOR


def _awaits_verdict(record: Record) -> bool:
    answer = answer_to_judge(record.incident)
    return answer is not None and answer.good_enough is None

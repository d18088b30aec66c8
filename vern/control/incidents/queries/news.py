"""What is new for the one who reported: a question to them, an answer that they have not judged."""

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
from vern.core.talk.queries import OPEN, Audience

NEW_FOR: Final = dt.timedelta(days=30)
"""An answer that nobody has said anything of is new for so long."""


def news(records: Sequence[Record]) -> Mapping[int, Sequence[Tag]]:
    """By report, of those that one has sent: three queries, however many."""
    asked = Comment.objects.filter(OPEN, audience=Audience.REPORTER, record__in=records)
    questions = set(asked.order_by().values_list("record", flat=True))
    closed = [each for each in records if _is_new(each)]
    prefetch_related_objects(closed, "incident__closures", "incident__merged_into__closures")
    answered = {each.pk for each in closed if _awaits_verdict(each)}
    found = {}
    for record in records:
        tags = [Tag(_("Question to you"), "danger")] if record.pk in questions else []
        if record.pk in answered:
            tags.append(Tag(_("New answer"), "accent"))
        found[record.pk] = tags
    return found


def _is_new(record: Record) -> bool:
    closed = record.closed_at
    return record.state == State.CLOSED and closed is not None and clock.now() - closed < NEW_FOR


def _awaits_verdict(record: Record) -> bool:
    answer = answer_to_judge(record.incident)
    return answer is not None and answer.good_enough is None

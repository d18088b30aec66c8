"""A first answer is words to the one who reported, not that someone has started; and answers that
were not good enough are found without looking at all."""

from __future__ import annotations

from django.db import migrations, models

FIRST_WORDS = """
UPDATE incidents_incident AS incident SET first_answer_at = (
    SELECT min(at) FROM (
        SELECT at FROM talk_comment
        WHERE record_id = incident.record_id AND audience = 'reporter' AND NOT by_reporter
        UNION ALL
        SELECT at FROM incidents_closure
        WHERE incident_id = incident.record_id AND outcome IN ('closed', 'rejected', 'finished')
    ) AS words
) WHERE first_answer_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0005_reception_finishes"),
        ("talk", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="closure",
            index=models.Index(
                condition=models.Q(("good_enough", False), ("reopened_at__isnull", True)),
                fields=["incident"],
                name="answer_not_good_enough",
            ),
        ),
        migrations.RunSQL(FIRST_WORDS, migrations.RunSQL.noop),
    ]

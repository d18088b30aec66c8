"""Reports that ended before it was found that someone must be told of them by law."""

from __future__ import annotations

from django.db import migrations, models

JUDGED_AFTER_THE_END = """
UPDATE incidents_incident AS incident SET to_tell_since = found.at
FROM (
    SELECT line.record_id, to_timestamp(max(line.at) / 1000000.0) AS at
    FROM history_historyline AS line
    JOIN records_record AS record ON record.id = line.record_id
    WHERE line.verb IN ('incident.injury_judged', 'incident.not_told')
        AND record.state = 'closed' AND to_timestamp(line.at / 1000000.0) > record.closed_at
    GROUP BY line.record_id
) AS found
WHERE incident.record_id = found.record_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("history", "0001_initial"),
        ("incidents", "0006_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="incident",
            name="to_tell_since",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(JUDGED_AFTER_THE_END, migrations.RunSQL.noop),
    ]

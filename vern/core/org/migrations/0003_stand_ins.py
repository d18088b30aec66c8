"""Who is away; and `org_held`: what is held with what stand-ins hold meanwhile (N14).

A view, so that rights are derived on the day by every question, and return without any job.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import vern.core.org.models.units

HELD = """
CREATE VIEW org_held AS
SELECT id, person_id, role, unit_id, area_id, valid_from, valid_to, NULL::bigint AS instead_of_id
FROM org_assignment
UNION ALL
SELECT post.id, deputy.person_id, post.role, post.unit_id, post.area_id,
  greatest(post.valid_from, deputy.valid_from, away.valid_from),
  least(post.valid_to, deputy.valid_to, away.valid_to),
  post.person_id
FROM org_absence away
JOIN org_assignment post ON post.person_id = away.person_id
JOIN org_assignment deputy ON deputy.person_id <> post.person_id
  AND (
    post.role = 'leader' AND deputy.role = 'deputy_leader' AND deputy.unit_id = post.unit_id
    OR post.role = 'safety_rep' AND deputy.role = 'deputy_safety_rep'
      AND deputy.area_id = post.area_id
  )
UNION ALL
SELECT post.id, away.cover_id, post.role, post.unit_id, post.area_id,
  greatest(post.valid_from, away.valid_from),
  least(post.valid_to, away.valid_to),
  post.person_id
FROM org_absence away
JOIN org_assignment post ON post.person_id = away.person_id
WHERE away.answer = 'yes' AND away.cover_id IS NOT NULL
  AND post.role IN ('case_handler', 'coordinator')
"""


class Migration(migrations.Migration):
    dependencies = [("org", "0002_reporting")]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not answered yet"),
                            ("yes", "Accepted"),
                            ("no", "Declined"),
                        ],
                        default="",
                        max_length=3,
                    ),
                ),
                ("set_at", models.DateTimeField()),
                (
                    "cover",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="org.person",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
            ],
            options={
                "ordering": ("valid_from", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("cover__isnull", False)),
                        fields=["cover"],
                        name="absence_covered_by",
                    )
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            vern.core.org.models.units.same("person_id"),
                            vern.core.org.models.units.PERIOD,
                        ],
                        name="person_is_away_once_on_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                        name="absence_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cover__isnull", True),
                            models.Q(("cover", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_covers_for_themselves",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cover__isnull", False), ("answer", ""), _connector="OR"
                        ),
                        name="an_answer_is_someones",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Held",
            fields=[],
            options={"db_table": "org_held", "managed": False},
        ),
        migrations.RunSQL(HELD, "DROP VIEW org_held"),
        migrations.RunSQL("GRANT SELECT ON org_held TO vern_app", migrations.RunSQL.noop),
    ]

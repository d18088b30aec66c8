import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

MOVE = """
INSERT INTO talk_confidence (comment_id, text) SELECT id, text FROM talk_comment WHERE confided;
UPDATE talk_comment SET text = '' WHERE confided;
"""
MOVE_BACK = """
UPDATE talk_comment SET text = talk_confidence.text FROM talk_confidence WHERE comment_id = id;
DELETE FROM talk_confidence;
"""

# What records.acting tells: {"system": true}, or {"person", "code", "unseals": {kind: {"paths",
# "buildings"}}}. After a transaction that said something, the setting is empty and not null.
LOCK = """
CREATE FUNCTION talk_confided_to_actor(spoken bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  WITH actor AS (SELECT nullif(current_setting('vern.actor', true), '')::jsonb AS it)
  SELECT coalesce(bool_or(
    actor.it ? 'system' OR (
      NOT EXISTS (
        SELECT FROM records_party party WHERE party.record_id = record.id
        AND party.part = 'subject' AND party.person_id = (actor.it ->> 'person')::bigint
      ) AND (
        EXISTS (
          SELECT FROM records_party party WHERE party.record_id = record.id
          AND party.part = 'reporter' AND (
            party.person_id = (actor.it ->> 'person')::bigint
            OR party.code_digest <> '' AND party.code_digest = actor.it ->> 'code'
          )
        ) OR EXISTS (
          SELECT FROM jsonb_array_elements_text(actor.it -> 'unseals' -> record.kind -> 'paths') path
          WHERE starts_with(unit.path, path)
        ) OR actor.it -> 'unseals' -> record.kind -> 'buildings' @> to_jsonb(record.building_id)
      )
    )
  ), false)
  FROM actor, talk_comment comment
  JOIN records_record record ON record.id = comment.record_id
  JOIN org_unit unit ON unit.id = record.unit_id
  WHERE comment.id = spoken
$$;
ALTER TABLE talk_confidence ENABLE ROW LEVEL SECURITY;
ALTER TABLE talk_confidence FORCE ROW LEVEL SECURITY;
CREATE POLICY between_those_who_said_it ON talk_confidence TO vern_app
  USING (talk_confided_to_actor(comment_id)) WITH CHECK (talk_confided_to_actor(comment_id));
"""
UNLOCK = """
DROP POLICY between_those_who_said_it ON talk_confidence;
ALTER TABLE talk_confidence NO FORCE ROW LEVEL SECURITY;
ALTER TABLE talk_confidence DISABLE ROW LEVEL SECURITY;
DROP FUNCTION talk_confided_to_actor;
"""


class Migration(migrations.Migration):
    """Words said while a record is sealed get a table of their own, with row-level security."""

    dependencies = [
        ("talk", "0002_confided"),
        ("records", "0003_deadlines"),
        ("org", "0002_reporting"),
    ]

    operations = [
        migrations.AlterField(
            model_name="comment", name="text", field=models.TextField(blank=True)
        ),
        migrations.CreateModel(
            name="Confidence",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="confidence",
                        serialize=False,
                        to="talk.comment",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        AddConstraintNotValid(
            model_name="comment",
            constraint=models.CheckConstraint(
                name="confided_words_lie_elsewhere", condition=Q(confided=False) | Q(text="")
            ),
        ),
        ValidateConstraint(model_name="comment", name="confided_words_lie_elsewhere"),
        migrations.RunSQL(LOCK, UNLOCK),
    ]

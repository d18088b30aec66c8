"""A former text can have a name struck out, through a function that the owner keeps."""

from django.db import migrations

STRIKE = """
CREATE FUNCTION history_strike(version bigint, struck text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public
AS $$
    UPDATE history_textversion SET text = struck
    WHERE id = version
$$
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0002_append_only")]
    operations = [
        migrations.RunSQL(STRIKE, "DROP FUNCTION history_strike(bigint, text)"),
        migrations.RunSQL(
            [
                "REVOKE ALL ON FUNCTION history_strike(bigint, text) FROM public",
                "GRANT EXECUTE ON FUNCTION history_strike(bigint, text) TO vern_app",
            ],
            migrations.RunSQL.noop,
        ),
    ]

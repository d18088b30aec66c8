"""The function for striking can do nothing else: what it writes is the text as it was, with marks
in the place of what is gone."""

from django.db import migrations

STRIKE = r"""
CREATE OR REPLACE FUNCTION history_strike(version bigint, struck text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public
AS $$
    UPDATE history_textversion SET text = struck
    WHERE id = version
    AND strpos(struck, '[…]') > 0
    AND text LIKE replace(
        replace(replace(replace(struck, '\', '\\'), '%', '\%'), '_', '\_'), '[…]', '%'
    )
$$
"""

ANYTHING = """
CREATE OR REPLACE FUNCTION history_strike(version bigint, struck text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public
AS $$ UPDATE history_textversion SET text = struck WHERE id = version $$
"""


class Migration(migrations.Migration):
    dependencies = [("history", "0003_striking_names")]
    operations = [migrations.RunSQL(STRIKE, ANYTHING)]

"""The application adds seals and salts, reads them, and moves the head. Striking a text takes its
salt away and says that it happened; the sealer is not at work meanwhile."""

from typing import Any

from django.db import migrations

HEAD = r"""
INSERT INTO history_chainhead (id, seq, hash, floor, next_floor)
VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0, 0)
"""

PRIVILEGES: list[Any] = [
    "REVOKE UPDATE, DELETE, TRUNCATE ON history_seal, history_textsalt FROM vern_app",
    "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON history_strucktext FROM vern_app",
    "REVOKE INSERT, DELETE, TRUNCATE ON history_chainhead FROM vern_app",
]

STRIKE = r"""
CREATE OR REPLACE FUNCTION history_strike(version bigint, struck text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public
AS $$
#variable_conflict use_column
BEGIN
    PERFORM id FROM history_chainhead FOR UPDATE;
    UPDATE history_textversion SET text = $2
    WHERE id = $1
    AND strpos($2, '[…]') > 0
    AND text LIKE replace(
        replace(replace(replace($2, '\', '\\'), '%', '\%'), '_', '\_'), '[…]', '%'
    );
    IF FOUND THEN
        DELETE FROM history_textsalt WHERE version = $1;
        INSERT INTO history_strucktext (version) VALUES ($1);
    END IF;
END
$$
"""

BEFORE = r"""
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


class Migration(migrations.Migration):
    dependencies = [("history", "0005_sealing")]
    operations = [
        migrations.RunSQL(HEAD, migrations.RunSQL.noop),
        migrations.RunSQL(PRIVILEGES, migrations.RunSQL.noop),
        migrations.RunSQL(STRIKE, BEFORE),
    ]

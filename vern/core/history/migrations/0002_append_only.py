from django.db import migrations

TABLES = "history_historyline, history_textversion"


class Migration(migrations.Migration):
    """The application adds lines and reads them. Only later retention deletes texts, as another role."""

    dependencies = [("history", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLES} FROM vern_app",
            f"GRANT UPDATE, DELETE ON {TABLES} TO vern_app",
        )
    ]

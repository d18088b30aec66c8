"""What is on a list cannot be put there or taken away afterwards but by the owner: the application
only says of a case that it is erased, or kept."""

from django.db import migrations

PRIVILEGES = """
REVOKE UPDATE, DELETE, TRUNCATE ON retention_item FROM vern_app;
GRANT UPDATE (done_at, kept) ON retention_item TO vern_app;
REVOKE DELETE, TRUNCATE ON retention_run FROM vern_app;
"""
BACK = """
GRANT UPDATE, DELETE ON retention_item TO vern_app;
GRANT DELETE ON retention_run TO vern_app;
"""


class Migration(migrations.Migration):
    dependencies = [("retention", "0001_initial")]
    operations = [migrations.RunSQL(PRIVILEGES, BACK)]

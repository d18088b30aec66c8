"""On a table in use: without a lock that would hold up those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0007_found_serious_after_the_end")]
    operations = [
        AddIndexConcurrently(
            model_name="incident",
            index=models.Index(
                condition=models.Q(("to_tell_since__isnull", False)),
                fields=["record"],
                name="to_tell_after_its_end",
            ),
        ),
    ]

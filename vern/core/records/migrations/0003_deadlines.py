"""Finding what is past its deadline."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_reporting")]

    operations = [
        migrations.AddIndex(
            model_name="record",
            index=models.Index(
                condition=models.Q(("state", "open")),
                fields=["kind", "due_on"],
                name="record_due",
            ),
        ),
    ]

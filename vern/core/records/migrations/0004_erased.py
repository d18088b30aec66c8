"""When a record's words and persons were erased (docs/adr/0017)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0003_deadlines")]

    operations = [
        migrations.AddField(
            model_name="record",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]

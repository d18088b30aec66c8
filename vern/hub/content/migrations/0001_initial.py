import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The application adds versions and reads them; nobody changes what was said."""

    initial = True

    dependencies = [
        ("org", "0002_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=60)),
                ("key", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(help_text="empty: from the beginning", null=True)),
                ("said", models.JSONField(help_text="plain values by column")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
            ],
            options={
                "ordering": ("kind", "key", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "key", "number"), name="one_version_of_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("at__isnull", True), ("number", 0)),
                            models.Q(("at__isnull", False), ("number__gt", 0)),
                            _connector="OR",
                        ),
                        name="only_the_first_version_has_no_moment",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON content_contentversion FROM vern_app",
            "GRANT UPDATE, DELETE ON content_contentversion TO vern_app",
        ),
    ]

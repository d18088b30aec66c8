import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_initial"),
        ("org", "0002_reporting"),
        ("records", "0002_reporting"),
    ]

    operations = [
        migrations.CreateModel(
            name="MaintenanceOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=50)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("received", "Received there"),
                            ("ordered", "Ordered"),
                            ("done", "Done, they say"),
                            ("refused", "Refused"),
                        ],
                        max_length=10,
                    ),
                ),
                ("sent_at", models.DateTimeField()),
                ("set_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ("-due_on",),
            },
        ),
        migrations.AddField(
            model_name="measure",
            name="approach",
            field=models.CharField(
                blank=True,
                choices=[
                    ("organisational", "Organisational"),
                    ("technical", "Technical"),
                    ("individual", "Individual"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="check_after",
            field=models.PositiveSmallIntegerField(
                blank=True,
                choices=[
                    (1, "After one month"),
                    (3, "After three months"),
                    (6, "After six months"),
                    (12, "After a year"),
                ],
                help_text="months",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="check_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="cost",
            field=models.PositiveIntegerField(blank=True, help_text="whole kroner", null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.person",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="effect",
            field=models.CharField(
                blank=True,
                choices=[("yes", "Yes"), ("partly", "Partly"), ("no", "No")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="effect_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="measure",
            name="effect_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.person",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="effect_note",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="measure",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="measures.measure",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="responsible_role",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.role",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="responsible_unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.unit",
            ),
        ),
        migrations.AddField(
            model_name="measure",
            name="timing",
            field=models.CharField(
                choices=[
                    ("day", "On that day at the latest"),
                    ("month", "During that month"),
                    ("yearly", "Every year, during that month"),
                    ("continuous", "All the time, reviewed once a year"),
                ],
                default="day",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="measure",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="org.person",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("responsible_unit__isnull", False)),
                fields=["responsible_unit", "due_on"],
                name="measure_of_post",
            ),
        ),
        migrations.AddIndex(
            model_name="measure",
            index=models.Index(
                condition=models.Q(("check_on__isnull", False), ("effect", "")),
                fields=["check_on"],
                name="measure_to_judge",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("responsible__isnull", False),
                        ("responsible_role__isnull", True),
                        ("responsible_unit__isnull", True),
                    ),
                    models.Q(("responsible__isnull", True), ("responsible_unit__isnull", False)),
                    _connector="OR",
                ),
                name="measure_has_a_person_or_a_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("effect", ""), ("effect_at__isnull", True)),
                    models.Q(models.Q(("effect", ""), _negated=True), ("effect_at__isnull", False)),
                    _connector="OR",
                ),
                name="an_effect_has_a_time",
            ),
        ),
        migrations.AddField(
            model_name="maintenanceorder",
            name="measure",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="maintenance",
                to="measures.measure",
            ),
        ),
        migrations.AddField(
            model_name="maintenanceorder",
            name="set_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.person",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="done_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="org.person",
            ),
        ),
        migrations.AddField(
            model_name="occurrence",
            name="measure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="occurrences",
                to="measures.measure",
            ),
        ),
        migrations.AddConstraint(
            model_name="occurrence",
            constraint=models.UniqueConstraint(
                fields=("measure", "due_on"), name="measure_is_done_once_each_time"
            ),
        ),
    ]

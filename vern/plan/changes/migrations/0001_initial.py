import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0003_stand_ins"),
        ("records", "0005_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="Aspect",
            fields=[
                ("name_nb", models.CharField(max_length=200)),
                ("name_nn", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("organisation", "Organisation"),
                                ("work_process", "Work process"),
                                ("it_system", "IT system"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("offered", models.BooleanField(default=True)),
                ("help_nb", models.CharField(blank=True, max_length=300)),
                ("help_nn", models.CharField(blank=True, max_length=300)),
                ("help_en", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ("order", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                ("name_nb", models.CharField(max_length=200)),
                ("name_nn", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("organisation", "Organisation"),
                                ("work_process", "Work process"),
                                ("it_system", "IT system"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("offered", models.BooleanField(default=True)),
                ("help_nb", models.CharField(blank=True, max_length=300)),
                ("help_nn", models.CharField(blank=True, max_length=300)),
                ("help_en", models.CharField(blank=True, max_length=300)),
                (
                    "role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("employee", "Employee"),
                            ("student", "Student"),
                            ("leader", "Leader"),
                            ("deputy_leader", "Deputy leader"),
                            ("safety_rep", "Safety representative"),
                            ("deputy_safety_rep", "Deputy safety representative"),
                            ("local_chief_rep", "Local chief safety representative"),
                            ("main_chief_rep", "Main chief safety representative"),
                            ("coordinator", "HSE coordinator"),
                            ("hse_department", "HSE department"),
                            ("student_rep", "Student representative"),
                            ("occupational_health", "Occupational health service"),
                            ("auditor", "Auditor"),
                            ("case_handler", "Case handler"),
                            ("committee_member", "Committee member"),
                            ("whistleblowing_reception", "Whistleblowing reception"),
                        ],
                        max_length=30,
                    ),
                ),
                ("paragraph", models.CharField(blank=True, max_length=100)),
            ],
            options={
                "ordering": ("order", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StepTemplate",
            fields=[
                ("name_nb", models.CharField(max_length=200)),
                ("name_nn", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(max_length=40, primary_key=True, serialize=False)),
                (
                    "types",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("organisation", "Organisation"),
                                ("work_process", "Work process"),
                                ("it_system", "IT system"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("offered", models.BooleanField(default=True)),
                ("weeks", models.SmallIntegerField(default=0)),
            ],
            options={
                "ordering": ("order", "key"),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChangeProcess",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="change",
                        serialize=False,
                        to="records.record",
                    ),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("organisation", "Organisation"),
                            ("work_process", "Work process"),
                            ("it_system", "IT system"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("preparing", "Being prepared"),
                            ("decided", "Decided"),
                            ("evaluated", "Evaluated"),
                            ("dropped", "Dropped"),
                        ],
                        default="preparing",
                        max_length=12,
                    ),
                ),
                ("why", models.TextField()),
                ("what", models.TextField(blank=True)),
                (
                    "people",
                    models.PositiveIntegerField(
                        blank=True, help_text="employees whose work changes", null=True
                    ),
                ),
                ("decide_by", models.DateField()),
                ("in_force_on", models.DateField(blank=True, null=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decision", models.TextField(blank=True)),
                (
                    "assessments",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="approved assessments linked with it when it was decided",
                    ),
                ),
                ("no_assessment_reason", models.TextField(blank=True)),
                ("not_involved_reason", models.TextField(blank=True)),
                ("evaluate_on", models.DateField(blank=True, null=True)),
                ("evaluated_on", models.DateField(blank=True, null=True)),
                ("evaluation", models.TextField(blank=True)),
                ("dropped_reason", models.TextField(blank=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                ("touched", models.ManyToManyField(blank=True, related_name="+", to="org.unit")),
            ],
        ),
        migrations.CreateModel(
            name="Consequence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "judgement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("better", "Better"),
                            ("same", "As before"),
                            ("worse", "Worse"),
                            ("unknown", "We do not know"),
                        ],
                        max_length=8,
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=1000)),
                (
                    "aspect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="changes.aspect",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consequences",
                        to="changes.changeprocess",
                    ),
                ),
            ],
            options={
                "ordering": ("aspect__order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Involvement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("held_on", models.DateField(blank=True, null=True)),
                (
                    "manner",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("took_part", "Took part in the work"),
                            ("heard", "Gave an opinion"),
                            ("informed", "Was informed"),
                            ("discussed", "Discussion (drøfting)"),
                            ("negotiated", "Negotiation (forhandling)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.TextField(blank=True)),
                ("reference", models.CharField(blank=True, max_length=100)),
                ("right", models.BooleanField(blank=True, null=True)),
                ("right_words", models.TextField(blank=True)),
                ("right_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="changes.body",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="involvements",
                        to="changes.changeprocess",
                    ),
                ),
                (
                    "right_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
            ],
            options={
                "ordering": ("body__order", "held_on", "planned_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("template", models.CharField(blank=True, max_length=40)),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                ("done_on", models.DateField(blank=True, null=True)),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="milestones",
                        to="changes.changeprocess",
                    ),
                ),
            ],
            options={
                "ordering": ("due_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speakers",
                        to="changes.body",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
            options={
                "ordering": ("unit__code", "body__order", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="changeprocess",
            index=models.Index(
                condition=models.Q(("decided_on__isnull", False)),
                fields=["decided_on"],
                name="change_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeprocess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_on__isnull", True),
                    ("assessments__gt", 0),
                    models.Q(("no_assessment_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_change_is_decided_with_an_assessment_or_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeprocess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("decided", "evaluated")), _negated=True),
                    ("decided_on__isnull", False),
                    _connector="OR",
                ),
                name="a_decided_change_has_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="consequence",
            constraint=models.UniqueConstraint(
                fields=("process", "aspect"), name="an_aspect_is_judged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_on__isnull", True),
                    models.Q(("manner", ""), _negated=True),
                    _connector="OR",
                ),
                name="who_was_involved_was_so_in_some_manner",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("right__isnull", True), ("right_at__isnull", True)),
                    models.Q(
                        ("held_on__isnull", False),
                        ("right__isnull", False),
                        ("right_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="only_what_was_held_is_right_or_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="speaker",
            constraint=models.UniqueConstraint(
                fields=("body", "unit", "person"), name="one_speaks_for_a_body_once"
            ),
        ),
    ]

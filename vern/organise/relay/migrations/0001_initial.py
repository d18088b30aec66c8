import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    initial = True

    dependencies = [("org", "0003_stand_ins")]

    operations = [
        migrations.CreateModel(
            name="Relay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField(blank=True)),
                ("began_at", models.DateTimeField()),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                (
                    "leaves",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.person",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
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
                "ordering": ("-began_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(taken_at__isnull=True),
                        fields=("unit", "leaves"),
                        name="one_relay_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(taken_at__isnull=True, taken_by__isnull=True)
                        | Q(left_at__isnull=False, taken_at__isnull=False, taken_by__isnull=False),
                        name="taken_after_it_was_left",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RelayItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort", models.CharField(max_length=60)),
                ("thing", models.BigIntegerField()),
                ("word", models.CharField(blank=True, max_length=1000)),
                (
                    "relay",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="relay.relay",
                    ),
                ),
            ],
            options={
                "ordering": ("pk",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("relay", "sort", "thing"), name="a_thing_is_handed_over_once"
                    )
                ],
            },
        ),
    ]

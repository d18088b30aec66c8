from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_nb", models.CharField(max_length=200)),
                ("name_nn", models.CharField(blank=True, max_length=200)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("key", models.SlugField(max_length=40, unique=True)),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("text_nb", models.TextField()),
                ("text_nn", models.TextField()),
                ("text_en", models.TextField()),
            ],
            options={
                "ordering": ("order", "pk"),
            },
        ),
    ]

"""On a table in use: without a lock that would hold up those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("notices", "0002_how_it_reaches_you")]
    operations = [
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(
                    ("aside_at__isnull", True),
                    ("sent_at__isnull", True),
                    ("settled_at__isnull", True),
                    ("withheld", False),
                ),
                fields=["created_at"],
                name="notice_unsent",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("read_at__isnull", True), ("withheld", False)),
                fields=["person", "-created_at"],
                name="notice_unread",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("digest__isnull", False)),
                fields=["digest"],
                name="notice_of_digest",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("aside_at__isnull", False)),
                fields=["aside_at"],
                name="notice_aside",
            ),
        ),
        AddIndexConcurrently(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("bounced_at__isnull", False)),
                fields=["bounced_at"],
                name="notice_bounced",
            ),
        ),
    ]

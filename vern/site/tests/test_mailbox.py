from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.test import override_settings

from vern.site.mailbox import read

MAIL = (
    b"Subject: A report\nTo: dean@vern.example\nDate: Sat, 21 Nov 2026 23:26:27 -0000\n\nRead it.\n"
)


def test_a_mail_without_a_named_zone_was_sent_at_that_moment_in_utc(tmp_path: Path) -> None:
    (tmp_path / "20261121-232627-1.log").write_bytes(MAIL)
    with override_settings(EMAIL_FILE_PATH=tmp_path):
        (mail,) = read("20261121-232627-1")
    assert mail.sent_at == dt.datetime(2026, 11, 21, 23, 26, 27, tzinfo=dt.UTC)

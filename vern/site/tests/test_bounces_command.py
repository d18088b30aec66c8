"""`vern bounces`: what it reads, and what it says when it cannot."""

from __future__ import annotations

from mailbox import Maildir
from pathlib import Path

import pytest
from pytest_django import Settings

from vern.core.kernel import clock
from vern.core.notices.bounces.address import return_address
from vern.core.notices.models import Notice
from vern.core.notices.tests.test_bounces import report
from vern.core.org.actors import SYSTEM
from vern.core.org.services.people import NewPerson, register_person
from vern.site import database
from vern.site.cli import main


def test_it_reads_the_reports_and_says_what_is_wrong(
    db: None,
    tmp_path: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(database.APP_URL, "the one in use")
    person = register_person(actor=SYSTEM, new=NewPerson("A", "B", "a@vern.example"))
    notice = Notice.objects.create(person=person, kind="measure.given", created_at=clock.now())
    assert main(["bounces"]) == 2
    settings.VERN_BOUNCES_ADDRESS = "bounces@vern.example"
    settings.VERN_BOUNCES_MAILDIR = str(tmp_path / "box")
    assert main(["bounces"]) == 1
    box = Maildir(settings.VERN_BOUNCES_MAILDIR)
    box.add(report(return_address(f"notice-{notice.pk}")))
    capsys.readouterr()
    assert main(["bounces"]) == 0
    assert "1 of ours" in capsys.readouterr().out
    notice.refresh_from_db()
    assert notice.bounced_at is not None

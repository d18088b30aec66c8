"""Mail that came back: read from a mailbox, noted on its notice, and once only."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mailbox import Maildir
from pathlib import Path

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from vern.core.notices.bounces import reports
from vern.core.notices.bounces.address import key_in, return_address
from vern.core.notices.bounces.services import read_bounces
from vern.core.notices.delivery import send
from vern.core.notices.models import Notice
from vern.core.notices.services import tell
from vern.core.notices.tests.conftest import Postbox, World

Make = Callable[..., World]
ADDRESS = "bounces@vern.example"


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.VERN_BOUNCES_ADDRESS = ADDRESS


def report(
    to: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    header: str = "To",
    kind: str = "report",
) -> bytes:
    """A delivery report as Postfix writes it, without the mail that it is about."""
    return f"""\
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
{header}: <{to}>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/{kind}; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Sun, 22 Nov 2026 10:00:00 +0000 (UTC)

Final-Recipient: rfc822; nobody@vern.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b--
""".encode()


def test_the_mail_has_a_return_address_of_its_own_and_an_ordinary_sender(
    make_world: Make, postbox: Postbox, db: None
) -> None:
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    notice = Notice.objects.get()
    send(notice.pk)
    assert key_in(postbox.senders[0]) == f"notice-{notice.pk}"
    assert postbox.senders[0].endswith("@vern.example")
    assert postbox.mails[0]["From"] == "Vern <vern@localhost>"
    assert postbox.mails[0]["Auto-Submitted"] == "auto-generated"


def test_without_an_address_for_it_the_sender_is_the_ordinary_one(
    make_world: Make, db: None, settings: Settings
) -> None:
    settings.VERN_BOUNCES_ADDRESS = ""
    world = make_world()
    tell("case.happened", world.people[:1], record=world.record)
    send(Notice.objects.get().pk)
    assert mail.outbox[0].from_email == settings.DEFAULT_FROM_EMAIL


@given(st.sampled_from(["notice", "digest"]), st.integers(1, 10**17))
def test_a_key_comes_back_from_its_address_whatever_case_it_is_written_in(
    name: str, pk: int
) -> None:
    address = return_address(f"{name}-{pk}")
    assert key_in(address) == key_in(address.upper()) == key_in(f"<{address}>") == f"{name}-{pk}"
    assert len(address.partition("@")[0]) <= 64, "as much as RFC 5321 allows"


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_an_address_cannot_be_rewritten_for_another_mail(pk: int, other: int) -> None:
    address = return_address(f"notice-{pk}")
    forged = address.replace(f"+n{pk}-", f"+n{other}-")
    assert (key_in(forged) is None) == (pk != other)
    assert key_in(address.replace("+n", "+d")) is None


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_without_an_error(raw: bytes) -> None:
    assert reports.read(raw) is None


@given(st.integers(0, 700), st.binary(max_size=20))
def test_a_report_that_is_cut_or_garbled_is_read_without_an_error(at: int, junk: bytes) -> None:
    whole = report(return_address("notice-7"))
    reports.read(whole[:at])
    reports.read(whole[:at] + junk + whole[at + len(junk) :])


def test_a_report_of_failure_names_the_mail() -> None:
    found = reports.read(report(return_address("notice-7")))
    assert found == reports.Bounce("notice-7", "5.1.1")
    delivered = report(return_address("digest-3"), header="X-Original-To", status="4.4.7")
    assert reports.read(delivered) == reports.Bounce("digest-3", "4.4.7")


@pytest.mark.parametrize(
    "raw",
    [
        report(return_address("notice-7"), action="delayed", status="4.4.1"),
        report(return_address("notice-7"), action="delivered", status="2.0.0"),
        report("bounces+n7-00000000000000000000@vern.example"),
        report(ADDRESS),
        report(return_address("notice-7"), kind="mixed"),
        b"Subject: On holiday\nTo: bounces@vern.example\n\nBack on Monday.",
    ],
)
def test_what_is_delayed_delivered_forged_or_no_report_is_not_taken_for_a_bounce(
    raw: bytes,
) -> None:
    assert reports.read(raw) is None


@pytest.fixture
def notice(make_world: Make, db: None) -> Notice:
    world = make_world()
    tell("case.required", world.people[:1], record=world.record)
    return Notice.objects.get()


def test_what_came_back_is_read_from_a_maildir_once(
    notice: Notice, tmp_path: Path, settings: Settings
) -> None:
    settings.VERN_BOUNCES_MAILDIR = str(tmp_path / "box")
    box = Maildir(settings.VERN_BOUNCES_MAILDIR)
    box.add(report(return_address(f"notice-{notice.pk}")))
    box.add(report(return_address(f"notice-{notice.pk}")))
    box.add(b"Subject: Hello\n\nNot a report")
    reading = read_bounces()
    assert (reading.mails, reading.bounces) == (3, 1)
    notice.refresh_from_db()
    assert notice.bounced_at is not None
    assert notice.bounce_status == "5.1.1"
    again = read_bounces()
    assert (again.mails, again.bounces) == (0, 0)
    assert len(Maildir(settings.VERN_BOUNCES_MAILDIR)) == 3, "nothing is thrown away"


class Imap(socketserver.StreamRequestHandler):
    """As much of an IMAP server as is asked for: one folder, whose mails one may mark as seen."""

    mails: list[bytes]
    seen: set[int]

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, command = line.strip().partition(b" ")
            self.answer(command.decode())
            refused = command.startswith(b"LOGIN") and b'"se cret"' not in command
            self.wfile.write(tag + (b" NO wrong\r\n" if refused else b" OK done\r\n"))
            if command == b"LOGOUT":
                return

    def answer(self, command: str) -> None:
        words = command.split()
        if command == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif words[0] == "SELECT":
            self.wfile.write(f"* {len(self.mails)} EXISTS\r\n".encode())
        elif command == "UID SEARCH UNSEEN":
            left = [str(n + 1) for n in range(len(self.mails)) if n not in self.seen]
            self.wfile.write(f"* SEARCH {' '.join(left)}\r\n".encode())
        elif command.startswith("UID FETCH"):
            raw = self.mails[int(words[2]) - 1]
            head = f"* {words[2]} FETCH (UID {words[2]} BODY[]<0> {{{len(raw)}}}\r\n"
            self.wfile.write(head.encode() + raw + b")\r\n")
        elif command.startswith("UID STORE"):
            assert words[3:] == ["+FLAGS", "(\\Seen)"]
            self.seen.add(int(words[2]) - 1)


@contextmanager
def imap_server(mails: list[bytes]) -> Iterator[str]:
    handler = type("Handler", (Imap,), {"mails": mails, "seen": set()})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"imap://bounces:se%20cret@127.0.0.1:{server.server_address[1]}/INBOX"
        server.shutdown()


def test_what_came_back_is_read_over_imap_once(notice: Notice, settings: Settings) -> None:
    came = [b"Subject: Hello\r\n\r\nHi", report(return_address(f"notice-{notice.pk}"))]
    with imap_server(came) as settings.VERN_BOUNCES_IMAP:
        assert read_bounces().bounces == 1
        assert read_bounces().mails == 0
    notice.refresh_from_db()
    assert notice.bounced_at is not None


def test_a_wrong_password_is_an_error_that_says_so(settings: Settings) -> None:
    with imap_server([]) as url:
        settings.VERN_BOUNCES_IMAP = url.replace("cret", "cert")
        with pytest.raises(OSError, match="wrong"):
            read_bounces()


def test_an_imap_server_that_is_away_is_an_error_that_is_tried_again(settings: Settings) -> None:
    settings.VERN_BOUNCES_IMAP = "imap://bounces:x@127.0.0.1:1/INBOX"
    with pytest.raises(OSError, match="refused"):
        read_bounces()

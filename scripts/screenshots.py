"""Take pictures of the demo's main pages into screenshots/, as a phone and as a desk show them.

    .venv/bin/python scripts/screenshots.py [--all] [--into FOLDER] [--of URL]

Works on a copy of the demo of its own, which is made anew each time, or on one that runs.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
import psycopg
from playwright.sync_api import Browser, Page, sync_playwright

from vern.site import database

ROOT = Path(__file__).resolve().parents[1]
DATABASE = "vern_screenshots"
WIDTHS = {390: 844, 1280: 900}
CHROMIUM = os.environ.get("VERN_CHROMIUM", "/usr/bin/chromium")
STARTS_WITHIN = 60


@dataclass(frozen=True)
class Picture:
    """A page as one of the demo's people sees it. `first` follows the first link that leads on
    from the address to one that contains it."""

    name: str
    role: str
    address: str
    first: str = ""
    unfolded: bool = False


TEN = (
    Picture("sign-in", "", "/accounts/login/"),
    Picture("my-work", "leader", "/"),
    Picture("report-form", "employee", "/report/?channel=hse"),
    Picture("my-report", "employee", "/incidents/mine/", first="/incidents/"),
    Picture("reports", "leader", "/incidents/"),
    Picture("one-report", "leader", "/incidents/?state=in_work", first="/incidents/"),
    Picture("plan", "leader", "/plan/"),
    Picture("figures", "hse_department", "/figures/?year=2025"),
    Picture("who-is-who", "employee", "/units/IKP/"),
    Picture("annual-report", "rector", "/reports/2025/"),
)
MORE = (
    Picture("my-reports", "employee", "/incidents/mine/"),
    Picture("report-channels", "employee", "/report/"),
    Picture("report-form-unfolded", "employee", "/report/?channel=hse", unfolded=True),
    Picture("assess", "leader", "/incidents/?state=in_work", first="/incidents/|/assess/"),
    Picture("add-measure", "leader", "/incidents/?state=in_work", first="/incidents/|/measure/"),
    Picture("close", "leader", "/incidents/?state=in_work", first="/incidents/|/close/"),
    Picture("measure", "leader", "/plan/", first="/measures/"),
    Picture("figure-severity", "hse_department", "/figures/incidents.severity/?year=2025"),
    Picture("units", "employee", "/units/"),
    Picture("representatives", "local_chief_rep", "/units/representatives/"),
    Picture("administration", "hse_department", "/admin/"),
    Picture("unit-administration", "hse_department", "/admin/units/IKP/"),
    Picture("merge-units", "hse_department", "/admin/units/merge/"),
    Picture("people", "hse_department", "/admin/people/"),
    Picture("appoint", "hse_department", "/admin/assignments/new/"),
    Picture("annual-report-writing", "hse_department", "/reports/2025/edit/"),
    Picture("my-work-hse", "hse_department", "/"),
    Picture("my-work-auditor", "auditor", "/"),
    Picture("my-work-student", "student", "/"),
    Picture("mail", "", "/demo/mail/"),
    Picture("risk-assessments", "leader", "/risk/"),
    Picture("risk-unit", "rector", "/risk/units/NTNU/"),
    Picture("risk-own-unit", "leader", "/risk/units/IKP/"),
    Picture("risk-one", "leader", "/risk/units/IKP/", first="/risk/"),
    Picture("risk-start", "leader", "/risk/start/"),
    Picture("search", "leader", "/search/?q=avtrekk"),
    Picture("search-nothing", "employee", "/search/?q=fnugglespor"),
    Picture("notices", "leader", "/notices/"),
    Picture("notice-settings", "leader", "/notices/settings/"),
    Picture("mail-overview", "hse_department", "/notices/mail/"),
    Picture("calendar", "leader", "/calendar/"),
    Picture("calendar-units", "leader", "/calendar/?whose=units"),
    Picture("calendar-rules", "hse_department", "/calendar/rules/"),
    Picture("calendar-rule", "hse_department", "/calendar/rules/incidents.to_handle/"),
    Picture("calendar-subscribe", "leader", "/calendar/subscribe/"),
    Picture("away", "leader", "/away/"),
    Picture("away-new", "leader", "/away/new/"),
    Picture("relay", "leader", "/relay/"),
    Picture("content", "hse_department", "/content/"),
    Picture("content-categories", "hse_department", "/content/incidents.categories/"),
    Picture("content-roles", "hse_department", "/content/org.roles/"),
    Picture("content-edit", "hse_department", "/content/incidents.categories/fire/"),
    Picture("my-data", "employee", "/my-data/"),
    Picture("privacy", "", "/statements/privacy/"),
    Picture("committee-reports", "committee_member", "/committee/reports/"),
    Picture("stop-work", "local_chief_rep", "/incidents/stop/"),
    Picture("figure-types", "hse_department", "/figures/incidents.by_type/?year=2025"),
    Picture("requirements", "leader", "/evidence/"),
    Picture("requirements-of-all", "rector", "/evidence/?year=2025"),
    Picture("requirement", "rector", "/evidence/changes.assessed/?year=2025"),
    Picture("changes", "leader", "/changes/"),
    Picture("change", "leader", "/changes/?which=preparing", first="/changes/"),
    Picture("change-start", "leader", "/changes/start/"),
    Picture("not-found", "employee", "/incidents/999999/"),
)


def main() -> int:
    parser = argparse.ArgumentParser(description="Pictures of the demo's main pages.")
    parser.add_argument("--all", action="store_true", help="more than the ten most used pages")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--of", metavar="URL", help="of a demo that runs already")
    args = parser.parse_args()
    pictures = (*TEN, *MORE) if args.all else TEN
    shutil.rmtree(args.into, ignore_errors=True)
    args.into.mkdir(parents=True)
    with running(args.of) if args.of else serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        for width in WIDTHS:
            take_all(browser, url, width, pictures, args.into)
        browser.close()
    sys.stdout.write(f"{len(pictures) * len(WIDTHS)} pictures in {args.into}\n")
    return 0


def take_all(
    browser: Browser, url: str, width: int, pictures: tuple[Picture, ...], folder: Path
) -> None:
    pages: dict[str, Page] = {}
    for number, picture in enumerate(pictures, 1):
        if picture.role not in pages:
            pages[picture.role] = enter(browser, url, width, picture.role)
        page = pages[picture.role]
        show(page, picture)
        page.screenshot(path=folder / f"{number:02}-{picture.name}-{width}.png", full_page=True)


def enter(browser: Browser, url: str, width: int, role: str) -> Page:
    """A browser of this width where one of the demo's people is signed in."""
    context = browser.new_context(
        base_url=url,
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        viewport={"width": width, "height": WIDTHS[width]},
    )
    page = context.new_page()
    if role:
        page.goto("/accounts/login/")
        with page.expect_navigation():
            page.locator(f"button[name=person][value='{addresses()[role]}']").click()
    return page


def addresses() -> dict[str, str]:
    """The e-mail addresses of the people that one can be, by role."""
    from vern.site.showcase import showcase  # noqa: PLC0415 (needs django.setup())

    return {each.role: each.email for each in showcase()}


def show(page: Page, picture: Picture) -> None:
    page.goto(picture.address)
    for step in filter(None, picture.first.split("|")):
        links = page.locator(
            f"main .vern-rows a[href*='{step}'], main .vern-actions a[href*='{step}']"
        )
        with page.expect_navigation():
            links.first.click()
    if picture.unfolded:
        page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    # Pictures below the window load only when one comes near them.
    page.evaluate(
        "document.querySelectorAll('img[loading=lazy]').forEach(i => i.loading = 'eager')"
    )
    page.wait_for_load_state("networkidle")


@contextlib.contextmanager
def running(url: str) -> Iterator[str]:
    """A demo that someone else has started."""
    os.environ |= {"VERN_DEMO": "1", "DJANGO_SETTINGS_MODULE": "vern.site.settings"}
    django.setup()
    yield url


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The demo on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://localhost:{port}"
    os.environ |= {"VERN_DEMO": "1", "VERN_DATABASE_NAME": DATABASE, "VERN_URL": url}
    make_anew()
    vern = [sys.executable, "-m", "vern"]
    subprocess.run([*vern, "migrate", "--quiet"], check=True)
    subprocess.run([*vern, "demo"], check=True)
    log = ROOT / ".vern" / "screenshots.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*vern, "serve", "--port", str(port)], stdout=output, stderr=output
        )
        try:
            wait_for(f"{url}/accounts/login/", server)
            yield url
        finally:
            server.terminate()
            server.wait()


def make_anew() -> None:
    """An empty database on our own server, and Django ready to read the demo's content."""
    for name in (database.APP_URL, database.OWNER_URL, database.ADMIN_URL):
        os.environ.pop(name, None)
    cluster = database.cluster()
    cluster.start()
    with psycopg.connect(cluster.url(), autocommit=True) as server:
        server.execute(f"drop database if exists {DATABASE} with (force)")
    database.ensure()
    os.environ["DJANGO_SETTINGS_MODULE"] = "vern.site.settings"
    django.setup()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the server answers. Raises RuntimeError if it ends or does not in time."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5):  # noqa: S310
            return
        time.sleep(0.2)
    raise RuntimeError("The demo does not answer; see .vern/screenshots.log.")


if __name__ == "__main__":
    sys.exit(main())

"""The annual report is written, published and downloaded in the browser."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from tests.cast import Cast, report
from tests.journeys.conftest import DESK, Opening, Site
from tests.journeys.hands import Hands
from tests.journeys.looking import accessible
from vern.core.kernel import clock
from vern.review.annual_report.models import AnnualReport

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WRITTEN = "Vi har hatt **få** alvorlige hendelser."


def test_from_a_draft_to_the_file_that_a_colleague_downloads(
    site: Site, cast: Cast, opening: Opening, tmp_path: Path
) -> None:
    report(cast, "INST")
    year = clock.today().year - 1
    writer = Hands(opening(viewport=DESK), look=accessible)
    writer.go("/reports/")
    writer.sign_in("hse_department@vern.example")
    writer.follow("/reports/start/")
    writer.pick("year", str(year))
    writer.send()
    write_all(writer)
    writer.follow("/publish/")
    writer.send()
    assert AnnualReport.objects.get(year=year).published_at
    colleague = Hands(opening(), look=accessible)
    colleague.go("/reports/")
    colleague.sign_in("employee@vern.example")
    colleague.follow(f"/reports/{year}/")
    colleague.sees("alvorlige hendelser")
    with colleague.page.expect_download() as download:
        colleague.page.locator("main a[href$='/pdf/']").first.click()
    path = tmp_path / "report.pdf"
    download.value.save_as(path)
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "nb"
        assert pdf.Root.MarkInfo.Marked


def write_all(writer: Hands) -> None:
    """Every section, in bokmål."""
    links = writer.page.locator("main a[href*='/edit/'][href$='/nb/']")
    addresses = [str(link.get_attribute("href")) for link in links.all()]
    assert addresses
    for address in addresses:
        writer.follow(address)
        writer.fill("text", WRITTEN)
        writer.send()

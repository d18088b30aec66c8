"""The test client refuses a bad page, and only pages."""

from __future__ import annotations

import pytest

from vern.core.kernel.testing.client import AuditedClient


@pytest.fixture
def audited() -> AuditedClient:
    return AuditedClient()


def test_a_bad_page_fails_the_test_with_a_readable_list(audited: AuditedClient) -> None:
    with pytest.raises(pytest.fail.Exception, match="GET /bad/: 0 h1 elements"):
        audited.get("/bad/")


def test_a_bad_part_of_a_page_fails_the_test(audited: AuditedClient) -> None:
    with pytest.raises(pytest.fail.Exception, match="<li> says 'None'"):
        audited.get("/part/")


def test_other_answers_are_let_through(audited: AuditedClient) -> None:
    assert audited.get("/plain/").content == b"no page at all"


def test_error_pages_are_audited_and_good(audited: AuditedClient) -> None:
    assert audited.get("/nothing/here/").status_code == 404


def test_a_form_sent_with_mistakes_is_a_good_page(audited: AuditedClient) -> None:
    page = audited.post("/styleguide/", {"what": ""}).content.decode()
    assert "<title>Error: Style guide – Vern</title>" in page

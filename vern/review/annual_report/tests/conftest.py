from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override
from pytest_django import DjangoDbBlocker

from vern.core.kernel.testing.shared import Shared, made_once
from vern.core.org.models import Person
from vern.review.annual_report.tests import make


@pytest.fixture(scope="module")
def shared_people(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Shared[dict[str, Person]]]:
    with made_once(django_db_blocker, make.institution) as shared:
        yield shared


@pytest.fixture
def people(shared_people: Shared[dict[str, Person]], db: None) -> dict[str, Person]:
    return shared_people.copy()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the words of the code, whatever is translated."""
    with override("en"):
        yield

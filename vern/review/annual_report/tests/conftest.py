from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from vern.core.kernel.testing.shared import Shared, once_per_module
from vern.core.org.models import Person
from vern.review.annual_report.tests import make

shared_people = once_per_module(make.institution)


@pytest.fixture
def people(shared_people: Shared[dict[str, Person]], db: None) -> dict[str, Person]:
    return shared_people.copy()


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Refusals in the words of the code, whatever is translated."""
    with override("en"):
        yield

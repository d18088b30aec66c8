from __future__ import annotations

import pytest

from vern.core.org.models import Person
from vern.review.annual_report.tests import make


@pytest.fixture
def people(db: None) -> dict[str, Person]:
    return make.institution()

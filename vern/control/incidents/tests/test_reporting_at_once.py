"""The same form from several windows at once: in a database of its own, where all is committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from vern.control.incidents.tests import make
from vern.control.incidents.tests.test_reporting import URL, filled
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Record


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_record(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = make.world()
    form, clients = filled(world), [world.client("reporter") for _each in (1, 2, 3, 4)]
    ready = Barrier(len(clients))

    def send(client: AuditedClient) -> str:
        ready.wait(timeout=10)
        try:
            return client.post(URL, form)["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        receipts = set(pool.map(send, clients))
    assert receipts == {f"/report/sent/{Record.objects.get().pk}/"}

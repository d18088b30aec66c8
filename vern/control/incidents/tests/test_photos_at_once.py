"""The same form with photos from several windows at once, where all is committed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection
from pytest_django import Settings

from vern.control.incidents.tests import make
from vern.control.incidents.tests.test_photos_and_files import URL, filled, names, pdf, photo
from vern.core.files.models import WaitingFile
from vern.core.kernel.testing.client import AuditedClient
from vern.core.records.models import Record


@pytest.mark.django_db(transaction=True)
def test_the_same_form_with_photos_sent_at_once_makes_one_record(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGE_CODE = "en"
    world = make.world()
    form, clients = filled(world), [world.client("reporter") for _each in range(4)]
    ready = Barrier(len(clients))

    def send(client: AuditedClient) -> str:
        ready.wait(timeout=10)
        try:
            answer = client.post(URL, {**form, "attached": [photo(), pdf()]})
            assert answer.status_code == 302, answer.context["form"].errors
            return answer["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(clients)) as pool:
        receipts = set(pool.map(send, clients))
    assert receipts == {f"/report/sent/{Record.objects.get().pk}/"}
    assert sorted(names(Record.objects.get())) == ["IMG_1.jpg", "Målinger fra lab.pdf"]
    assert WaitingFile.objects.count() == 0

"""Fixtures for every test: databases that are clones of a template (see kernel/testing)."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.test import TransactionTestCase, override_settings
from django.utils import translation
from hypothesis import settings as property_tests

from vern.core.kernel.postgres import Cluster, debian_binaries, embedded_binaries
from vern.core.kernel.roles import APP, OWNER, prepare
from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.client import AuditedClient
from vern.core.kernel.testing.databases import ROOT, SETTINGS, TestServer
from vern.core.kernel.testing.django_database import TestDatabase
from vern.site import database
from vern.site.commands.migrate import seed
from vern.site.demo import cache, loader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker

property_tests.register_profile("vern", deadline=None)  # a busy machine is no error of ours
property_tests.load_profile("vern")

MIGRATIONS = ("vern/**/migrations/*.py", "pyproject.toml")
DATABASE = {"db", "transactional_db", "database_server", "test_database"}
CONTENT = ("vern/**/*.py", "vern/**/content/**/*.toml")
"""Seeding runs services, so every module of ours counts, its tests apart."""


def _files(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in ROOT.glob(pattern)}
    return sorted(path for path in found if "tests" not in path.parts)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The longest preparation first; and an older PostgreSQL only what asks the database."""
    items.sort(key=lambda item: "demo_template" not in _fixtures(item))
    if os.environ.get("VERN_TEST_POSTGRES", "18") == "18":
        return
    left_out = [item for item in items if not _asks_the_database(item)]
    items[:] = [item for item in items if _asks_the_database(item)]
    config.hook.pytest_deselected(items=left_out)


def _asks_the_database(item: pytest.Item) -> bool:
    in_class = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    marked = item.get_closest_marker("django_db") is not None
    return in_class or marked or bool(DATABASE & _fixtures(item))


def _fixtures(item: pytest.Item) -> set[str]:
    return {*getattr(item, "fixturenames", ())}


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is loaded by now stays: looking through it for rubbish again and again costs time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Passwords that cost nothing, and files that do not mix with a trial's.

    Without WHITENOISE_AUTOREFRESH every test client would look through all static files.
    """
    heads = tmp_path_factory.mktemp("history") / "heads.jsonl"
    with override_settings(
        WHITENOISE_AUTOREFRESH=True,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        VERN_HISTORY_HEADS=heads,
    ):
        yield


@pytest.fixture(autouse=True)
def language_of_the_settings() -> None:
    """Each test begins without a language of its own: a request leaves its language on. And with
    nothing that this process remembers."""
    translation.deactivate()
    caches["process"].clear()


@pytest.fixture(scope="session")
def database_server() -> TestServer:
    """The server for tests: embedded 18, Debian's 15, or the one in the environment."""
    if not database.is_embedded():
        return TestServer(
            admin_url=os.environ[database.ADMIN_URL],
            owner_url=os.environ[database.OWNER_URL],
            app_url=os.environ[database.APP_URL],
        )
    version = os.environ.get("VERN_TEST_POSTGRES", "18")
    binaries = embedded_binaries() if version == "18" else debian_binaries(int(version))
    cluster = Cluster(binaries, ROOT / ".vern" / f"test-{version}", SETTINGS)
    cluster.start()
    prepare(cluster.url(), database="vern")
    return TestServer(
        admin_url=cluster.url(),
        owner_url=cluster.url(OWNER, "vern"),
        app_url=cluster.url(APP, "vern"),
    )


@pytest.fixture(scope="session")
def migrated_template(database_server: TestServer, django_db_blocker: DjangoDbBlocker) -> str:
    """All migrations, no content."""

    def build(name: str) -> None:
        url = database_server.url(name, as_owner=True)
        with django_db_blocker.unblock(), django_database.used_for_building(url):
            call_command("migrate", interactive=False, verbosity=0)

    apps = [str(app) for app in settings.INSTALLED_APPS]
    inputs: list[Path | str] = [*_files(*MIGRATIONS), *apps]
    return database_server.template("migrated", inputs, build)


@pytest.fixture(scope="session")
def seeded_template(
    database_server: TestServer, migrated_template: str, django_db_blocker: DjangoDbBlocker
) -> str:
    """What `vern migrate` gives: the tables and the content that must exist."""

    def build(name: str) -> None:
        url = database_server.url(name, as_owner=True)
        with django_db_blocker.unblock(), django_database.used_for_building(url):
            seed()

    return database_server.template("seeded", _files(*CONTENT), build, base=migrated_template)


@pytest.fixture(scope="session")
def demo_template(
    database_server: TestServer, seeded_template: str, django_db_blocker: DjangoDbBlocker
) -> str:
    """The demo university, whole: takes a minute or two where code or content has changed."""

    def build(name: str) -> None:
        url = database_server.url(name)
        with django_db_blocker.unblock(), django_database.used_for_building(url):
            loader.load(environment={database.APP_URL: url, "VERN_DEMO": "1"})

    return database_server.template("demo", [cache.fingerprint()], build, base=seeded_template)


@pytest.fixture(scope="session")
def test_database(
    database_server: TestServer, seeded_template: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    """A clone for this process, used as the application's role."""
    database_server.drop_orphans()
    with django_db_blocker.unblock():
        clone = TestDatabase(database_server, seeded_template)
    django_database.renew_after_transactional_tests(clone)
    yield clone
    with django_db_blocker.unblock():
        clone.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database: TestDatabase) -> None:
    """Pytest-django's name for it."""


@pytest.fixture
def owner_connection(database_server: TestServer, db: None) -> Iterator[psycopg.Connection]:
    """The tables' owner, outside the test's transaction: for privileges and triggers."""
    name = django_database.current()
    with psycopg.connect(database_server.url(name, as_owner=True), autocommit=True) as owner:
        yield owner


@pytest.fixture
def client() -> AuditedClient:
    """Every page that a test fetches is audited, whatever the test is about."""
    return AuditedClient()

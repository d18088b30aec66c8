"""A backup counts when it comes back: the same rows, the same files, and nothing by half."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from pytest_django.fixtures import Settings

from vern.core.kernel.roles import BACKUP, prepare
from vern.core.kernel.testing import django_database
from vern.core.kernel.testing.databases import TestServer, drop
from vern.core.org.models import Person
from vern.site.cli import main
from vern.site.models import Backup
from vern.site.operations.backups import making, parts, restoring
from vern.site.operations.backups.manifest import Manifest
from vern.site.operations.backups.parts import BackupError

KEY = pyrage.x25519.Identity.generate()
OTHER_KEY = pyrage.x25519.Identity.generate()
TEXTS = {"ab/abc": b"a photo", "ab/abc.small": b"", "cd/cde": b"x" * 3_000_000, "pending/æøå": b"1"}


@pytest.fixture
def backup_url(database_server: TestServer, transactional_db: None) -> str:
    """This test's database, read past row-level security."""
    url = database_server.url(django_database.current())
    return url.replace("vern_app@", f"{BACKUP}@", 1)


@pytest.fixture
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    for path, content in TEXTS.items():
        default_storage.save(path, ContentFile(content))
    (tmp_path / "files" / ".partial").mkdir(exist_ok=True)
    (tmp_path / "files" / ".partial" / "half").write_bytes(b"half a fi")
    return tmp_path / "files"


@pytest.fixture
def made(backup_url: str, store: Path, tmp_path: Path, person: Person) -> tuple[Path, Manifest]:
    return making.make(url=backup_url, to=tmp_path / "backups", keys=[KEY.to_public()])


@pytest.fixture
def empty(
    database_server: TestServer, made: tuple[Path, Manifest], settings: Settings, tmp_path: Path
) -> Iterator[str]:
    """Another machine: the owner's URL of an empty database, and an empty store."""
    name = f"{django_database.current()}_restored"
    settings.MEDIA_ROOT = tmp_path / "restored"
    prepare(database_server.admin_url, database=name)
    yield database_server.url(name, as_owner=True)
    with psycopg.connect(database_server.admin_url, autocommit=True) as server:
        drop(server, name)


def is_empty(url: str) -> bool:
    with psycopg.connect(url) as owner:
        return not making.tables_of(owner) and not list(making.stored())


def test_what_is_restored_is_what_was_backed_up(
    made: tuple[Path, Manifest], empty: str, store: Path, tmp_path: Path
) -> None:
    folder, manifest = made
    assert manifest.tables["org_person"] == 1
    restored = restoring.restore(folder=folder, keys=[KEY], url=empty)
    assert restored == manifest
    for path, content in TEXTS.items():
        assert (tmp_path / "restored" / path).read_bytes() == content


def test_rights_come_back_as_they_were(
    made: tuple[Path, Manifest], empty: str, backup_url: str
) -> None:
    restoring.restore(folder=made[0], keys=[KEY], url=empty)
    assert rights(empty) == rights(backup_url)
    app = empty.replace("vern_owner@", "vern_app@", 1)
    with psycopg.connect(app) as reader:
        emails = reader.execute("select email from org_person").fetchall()
        assert emails == [("ingrid@vern.example",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("delete from history_historyline")


def rights(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Who may do what with tables, columns, functions and what is made later."""
    questions = {
        "tables": "select relname, unnest(relacl)::text, relrowsecurity, relforcerowsecurity"
        " from pg_class where relnamespace = 'public'::regnamespace",
        "columns": "select attrelid::regclass::text, attname, unnest(attacl)::text"
        " from pg_attribute join pg_class on pg_class.oid = attrelid"
        " where relnamespace = 'public'::regnamespace",
        "functions": "select proname, unnest(proacl)::text, prosecdef from pg_proc"
        " where pronamespace = 'public'::regnamespace",
        "policies": "select tablename, policyname, roles::text, qual, with_check from pg_policies",
        "triggers": "select tgrelid::regclass::text, tgname from pg_trigger where not tgisinternal",
        "later": "select defaclobjtype::text, unnest(defaclacl)::text from pg_default_acl",
        "schema": "select nspname, unnest(nspacl)::text from pg_namespace where nspname = 'public'",
    }
    with psycopg.connect(url) as reader:
        return {name: sorted(reader.execute(text), key=repr) for name, text in questions.items()}


def test_the_time_of_the_last_backup_is_known(made: tuple[Path, Manifest]) -> None:
    noted = Backup.objects.get()
    assert (noted.name, noted.rows) == (made[1].name, made[1].rows)
    assert noted.files == len(TEXTS)
    assert noted.size == sum(each.stat().st_size for each in made[0].iterdir())


def test_nothing_readable_lies_in_a_backup(made: tuple[Path, Manifest]) -> None:
    content = b"".join(each.read_bytes() for each in made[0].iterdir())
    assert b"ingrid" not in content
    assert b"a photo" not in content
    assert b"org_person" not in content


def test_it_can_be_checked_without_a_key_and_without_vern(made: tuple[Path, Manifest]) -> None:
    command = ["sha256sum", "--check", "--strict", parts.SUMS]
    assert subprocess.run(command, cwd=made[0], check=False, capture_output=True).returncode == 0


Harm = Callable[[Path], object]


def cut(path: Path, *, by: int) -> None:
    path.write_bytes(path.read_bytes()[:-by])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


HARMS: dict[str, tuple[Harm, str]] = {
    "cut short": (lambda folder: cut(folder / parts.DATABASE, by=1), "database.dump.age is not as"),
    "one bit": (lambda folder: flip(folder / parts.FILES), "files.tar.age is not as it was"),
    "a part gone": (lambda folder: (folder / parts.FILES).unlink(), "files.tar.age is missing"),
    "the sums gone": (lambda folder: (folder / parts.SUMS).unlink(), "SHA256SUMS is missing"),
    "an empty folder": (shutil.rmtree, "SHA256SUMS is missing"),
    "the sums cut short": (lambda folder: cut(folder / parts.SUMS, by=90), "SHA256SUMS"),
}


def renewed(harm: Harm) -> Harm:
    """Harm that the sums do not show: as someone who can write them would do it."""

    def do(folder: Path) -> None:
        harm(folder)
        parts.write_sums(folder)

    return do


HARMS |= {
    "cut short, with new sums": (
        renewed(lambda folder: cut(folder / parts.FILES, by=20)),
        "files.tar.age is damaged",
    ),
    "one bit of the dump, with new sums": (
        renewed(lambda folder: flip(folder / parts.DATABASE)),
        "database.dump.age is damaged",
    ),
    "the end of the dump, with new sums": (
        renewed(lambda folder: cut(folder / parts.DATABASE, by=3)),
        "database.dump.age is damaged",
    ),
    "a manifest of nothing, with new sums": (
        renewed(
            lambda folder: (folder / parts.MANIFEST).write_bytes(
                pyrage.encrypt(json.dumps({"name": "x"}).encode(), [KEY.to_public()])
            )
        ),
        "The manifest cannot be read",
    ),
}


def test_a_damaged_backup_is_refused_and_nothing_is_left_behind(
    made: tuple[Path, Manifest], empty: str, tmp_path: Path
) -> None:
    for name, (harm, why) in HARMS.items():
        folder = tmp_path / name
        shutil.copytree(made[0], folder)
        harm(folder)
        with pytest.raises(BackupError, match=why):
            restoring.restore(folder=folder, keys=[KEY], url=empty)
        assert is_empty(empty), name


def test_a_key_that_it_was_not_made_for_does_not_open_it(
    made: tuple[Path, Manifest], empty: str
) -> None:
    with pytest.raises(BackupError, match="This key does not open"):
        restoring.restore(folder=made[0], keys=[OTHER_KEY], url=empty)
    assert is_empty(empty)


def test_nothing_is_written_over(made: tuple[Path, Manifest], empty: str) -> None:
    default_storage.save("ab/abc", ContentFile(b"someone's"))
    with pytest.raises(BackupError, match="file store is not empty"):
        restoring.restore(folder=made[0], keys=[KEY], url=empty)
    assert list(making.stored()) == ["ab/abc"]
    default_storage.delete("ab/abc")
    with psycopg.connect(empty) as owner:
        owner.execute("create table already_here (x int)")
    with pytest.raises(BackupError, match="database is not empty"):
        restoring.restore(folder=made[0], keys=[KEY], url=empty)


def test_a_reader_whom_rows_are_hidden_from_makes_no_backup(
    owner_connection: psycopg.Connection,
    database_server: TestServer,
    store: Path,
    tmp_path: Path,
    transactional_db: None,
) -> None:
    owner_connection.execute("alter table talk_comment enable row level security")
    owner_connection.execute("alter table talk_comment force row level security")
    url = database_server.url(django_database.current(), as_owner=True)
    with pytest.raises(BackupError, match="row-level security"):
        making.make(url=url, to=tmp_path / "backups", keys=[KEY.to_public()])
    assert not [each for each in (tmp_path / "backups").iterdir() if making.NAME.match(each.name)]
    assert not Backup.objects.exists()


def test_only_our_own_old_backups_are_removed(tmp_path: Path) -> None:
    names = [f"vern-2026010{day}T000000Z" for day in range(1, 6)]
    for name in [*names, "vern-of-someone", "2025"]:
        (tmp_path / name).mkdir()
    assert making.drop_old(tmp_path, keep=0) == []
    assert making.drop_old(tmp_path, keep=2) == names[:3]
    assert {each.name for each in tmp_path.iterdir()} == {*names[3:], "vern-of-someone", "2025"}


@pytest.mark.parametrize("text", ["", "age1", "AGE-SECRET-KEY-1", "Ola"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BackupError):
        parts.recipients([text])


def test_a_new_key_is_for_its_owner_only_and_never_written_over(tmp_path: Path) -> None:
    file = tmp_path / "key"
    public = parts.new_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert str(parts.identities(file)[0].to_public()) == public
    with pytest.raises(BackupError):
        parts.new_key(file)


def test_the_commands_say_what_they_lack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("VERN_BACKUP_RECIPIENTS", raising=False)
    assert main(["backup"]) == 1
    assert "VERN_BACKUP_RECIPIENTS" in capsys.readouterr().err
    assert main(["backup", "--recipient", "Ola"]) == 1
    assert "no public key" in capsys.readouterr().err
    monkeypatch.setenv("VERN_DATABASE_URL", "postgresql://vern_app@db.example/vern")
    monkeypatch.delenv("VERN_OWNER_DATABASE_URL", raising=False)
    monkeypatch.delenv("VERN_BACKUP_DATABASE_URL", raising=False)
    assert main(["restore", str(tmp_path), "--key", "key"]) == 2
    assert "VERN_OWNER_DATABASE_URL" in capsys.readouterr().err
    assert main(["backup", "--recipient", str(KEY.to_public())]) == 2
    assert "VERN_BACKUP_DATABASE_URL" in capsys.readouterr().err


def test_no_password_stands_on_a_command_line() -> None:
    url = "postgresql://vern_backup:s%40crt@db.example:5433/vern?sslmode=verify-full"
    safe = "postgresql://vern_backup@db.example:5433/vern?sslmode=verify-full"
    assert making.without_password(url) == safe
    assert making.password_of(url) == {"PGPASSWORD": "s@crt"}
    assert making.without_password("postgresql:///vern?host=/run") == "postgresql:///vern?host=/run"

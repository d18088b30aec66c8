"""The server of our own: start, crash, restart, two starters, other people's folders."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from vern.core.kernel.postgres import (
    ADMIN,
    Account,
    Cluster,
    ClusterError,
    debian_binaries,
    embedded_binaries,
    with_database,
)

SETTINGS = {"fsync": "off", "shared_buffers": "16MB"}


@pytest.fixture
def home() -> Iterator[Path]:
    """Not pytest's tmp_path, whose parents have mode 0700."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))
    folder.chmod(0o755)
    yield folder / "server"
    shutil.rmtree(folder)


@pytest.fixture
def binaries() -> Path:
    """Those of the version that the whole run tests; the full run tests both."""
    version = os.environ.get("VERN_TEST_POSTGRES", "18")
    return embedded_binaries() if version == "18" else debian_binaries(int(version))


@pytest.fixture
def cluster(binaries: Path, home: Path) -> Iterator[Cluster]:
    cluster = Cluster(binaries, home, SETTINGS)
    yield cluster
    cluster.stop()


def write(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url()) as connection:
        connection.execute("create table kept (a int)")


def read(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute("select count(*) from kept").fetchone()
    assert row is not None
    return int(row[0])


def server_pid(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_starts_stops_and_keeps_its_data(cluster: Cluster) -> None:
    cluster.start()
    write(cluster)
    cluster.stop()
    assert not cluster.is_running()
    cluster.start()
    assert read(cluster) == 0


def test_comes_up_again_after_kill_9(cluster: Cluster) -> None:
    cluster.start()
    write(cluster)
    os.kill(server_pid(cluster), signal.SIGKILL)
    cluster.start()
    assert read(cluster) == 0


def test_a_pid_file_that_names_another_program_does_not_stop_it(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    other = subprocess.Popen(["/bin/sleep", "60"])
    try:
        stale = cluster.data / "postmaster.pid"
        stale.write_text(f"{other.pid}\n{cluster.data}\n1\n5432\n\n\n")
        shutil.chown(stale, cluster.data.stat().st_uid)
        cluster.start()
        assert cluster.is_running()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_two_processes_may_start_it_at_once(cluster: Cluster) -> None:
    program = (
        "import sys; from pathlib import Path; from vern.core.kernel.postgres import Cluster;"
        "Cluster(Path(sys.argv[1]), Path(sys.argv[2]), {'fsync': 'off'}).start()"
    )
    command = [sys.executable, "-c", program, str(cluster.binaries), str(cluster.home)]
    starters = [subprocess.Popen(command) for _ in range(3)]
    assert [starter.wait(60) for starter in starters] == [0, 0, 0]
    assert cluster.is_running()


def test_half_a_data_folder_is_made_again(cluster: Cluster) -> None:
    (cluster.place / "data-unfinished" / "base").mkdir(parents=True)
    cluster.start()
    assert cluster.is_running()


def test_no_network_port_is_open_and_the_socket_folder_is_private(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute("show listen_addresses").fetchone()
    assert row == ("",)
    assert cluster.socket_folder.stat().st_mode & 0o077 == 0


def test_a_long_home_gets_a_short_socket_folder(home: Path) -> None:
    cluster = Cluster(embedded_binaries(), home.parent / ("å" * 60), SETTINGS)
    try:
        cluster.start()
        assert cluster.is_running()
        assert len(os.fsencode(cluster.socket_folder)) < 80
    finally:
        cluster.stop()
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")
def test_root_may_have_a_home_that_nobody_else_can_enter(home: Path) -> None:
    home.parent.chmod(0o700)
    cluster = Cluster(embedded_binaries(), home / "deep", SETTINGS)
    try:
        cluster.start()
        assert cluster.is_running()
        assert cluster.place.is_relative_to("/var/tmp")
    finally:
        cluster.stop()
        shutil.rmtree(cluster.place)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root changes its account")
def test_programs_out_of_the_accounts_reach_are_copied(home: Path) -> None:
    private = Path(tempfile.mkdtemp(dir="/tmp"))
    source = embedded_binaries()
    package = source.parents[1]
    for folder in (source.parent, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, private / folder.relative_to(package.parent))
    cluster = Cluster(private / source.relative_to(package.parent), home, SETTINGS)
    try:
        cluster.start()
        assert cluster.is_running()
    finally:
        cluster.stop()
        shutil.rmtree(private)


def test_data_of_another_version_is_refused_with_both_versions(home: Path) -> None:
    Cluster(embedded_binaries(), home, SETTINGS)
    (home / "data").mkdir(parents=True)
    (home / "data" / "PG_VERSION").write_text("12\n")
    with pytest.raises(ClusterError, match=r"PostgreSQL 12, the programs are 18"):
        Cluster(embedded_binaries(), home, SETTINGS).start()


def test_programs_that_do_not_exist_are_an_error_that_says_so(home: Path) -> None:
    with pytest.raises(ClusterError, match="no initdb in"):
        Cluster(home / "nowhere", home, SETTINGS).start()


def test_a_folder_may_be_entered_by_its_owner_its_group_and_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o710)
    facts = tmp_path.stat()
    owner = Account(uid=facts.st_uid, gid=facts.st_gid)
    stranger = Account(uid=facts.st_uid + 4711, gid=facts.st_gid + 4711)
    assert owner.may_enter(tmp_path)
    assert not stranger.may_enter(tmp_path)


def test_the_url_names_role_database_and_socket(home: Path) -> None:
    cluster = Cluster(embedded_binaries(), home, SETTINGS)
    assert cluster.url().startswith(f"postgresql://{ADMIN}@/postgres?host=")
    assert with_database(cluster.url(), "other").startswith(f"postgresql://{ADMIN}@/other?host=")

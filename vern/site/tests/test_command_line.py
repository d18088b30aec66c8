"""The command line as a person meets it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from vern.site.cli import COMMANDS, load, main


def vern(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {key: value for key, value in os.environ.items() if not key.startswith("VERN_")}
    return subprocess.run(
        [sys.executable, "-m", "vern", *arguments],
        env={**plain, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert load(name).__doc__
    with pytest.raises(SystemExit) as stop:
        main([name, "--help"])
    assert stop.value.code == 0
    assert f"vern {name}" in capsys.readouterr().out


def test_an_unknown_command_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["fly"])
    assert stop.value.code == 2
    assert "fly" in capsys.readouterr().err


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's tmp_path, which the database server's account could not enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.journey
def test_a_trial_needs_no_database_server(folder: Path) -> None:
    home = {"VERN_HOME": str(folder)}
    try:
        first = vern("db", "url", **home)
        assert first.stdout.startswith("postgresql://vern_app@/vern?host="), first.stderr
        assert vern("db", "prepare", **home).returncode == 0
        assert vern("db", "url", **home).stdout == first.stdout
    finally:
        assert vern("db", "stop", **home).returncode == 0


def test_a_server_of_ones_own_is_prepared_only_with_an_administrators_url() -> None:
    result = vern("db", "prepare", VERN_DATABASE_URL="postgresql://vern_app@db.example/vern")
    assert result.returncode == 2
    assert "--admin-url" in result.stderr

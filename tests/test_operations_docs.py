"""The page about running Vern says what is so."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from vern.site.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text()
DEPLOY = ROOT / "deploy"


def read_by_code() -> set[str]:
    """Every variable that code of ours takes from the environment, or names for it."""
    sources = [path for path in ROOT.glob("vern/**/*.py") if "tests" not in path.parts]
    texts = [*sources, ROOT / "conftest.py"]
    named = {
        name for path in texts for name in re.findall(r'"(VERN_[A-Z0-9_]+)"', path.read_text())
    }
    return named - {"VERN_INSTITUTION"}  # a name that settings of one's own may have


def test_every_variable_is_in_the_table_and_no_line_outlives_its_variable() -> None:
    in_table = re.findall(r"^\| `(VERN_[A-Z0-9_]+)` \|", PAGE, flags=re.MULTILINE)
    assert sorted(in_table) == sorted(set(in_table))
    assert set(in_table) == read_by_code()


def test_the_example_sets_variables_that_there_are() -> None:
    text = (DEPLOY / "vern.env.example").read_text()
    named = set(re.findall(r"^(VERN_[A-Z0-9_]+)=", text, flags=re.MULTILINE))
    assert named
    assert named <= read_by_code()


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_units_and_scripts_use_commands_that_there_are(path: Path) -> None:
    text = path.read_text()
    used = set(re.findall(r"bin/vern (\w+)|^run (\w+)", text, flags=re.MULTILINE))
    assert {name for pair in used for name in pair if name} <= set(COMMANDS)


def test_every_file_of_deploy_is_spoken_of() -> None:
    words = PAGE.replace("*.service", "vern-web@.service vern-worker.service vern-backup.service")
    words = words.replace("*.timer", "vern-backup.timer")
    assert [path.name for path in DEPLOY.iterdir() if path.name not in words] == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    units = []
    for path in [*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")]:
        unit = tmp_path / path.name.replace("@.", "@8001.")
        unit.write_text(path.read_text().replace("/srv/vern/current/.venv/bin/vern", "/bin/true"))
        units.append(str(unit))
    command = ["systemd-analyze", "verify", *units]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")


def test_the_upgrade_script_is_a_script() -> None:
    command = ["bash", "-n", str(DEPLOY / "upgrade.sh")]
    assert subprocess.run(command, check=False).returncode == 0


def test_links_of_the_page_lead_somewhere() -> None:
    for page in ("operations.md", "operations-security.md"):
        text = (ROOT / "docs" / page).read_text()
        targets = re.findall(r"\]\(([\w./-]+)(?:#[\w-]+)?\)", text)
        assert [each for each in targets if not (ROOT / "docs" / each).exists()] == []

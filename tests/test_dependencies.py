"""Every package that we name is accounted for in docs/dependencies.md, and locked."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def python_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {re.split(r"[\[=<>~! ]", line)[0] for line in wanted}


def npm_packages() -> set[str]:
    manifest = json.loads((ROOT / "package.json").read_text())
    return set(manifest["dependencies"]) | set(manifest.get("devDependencies", {}))


def test_every_dependency_has_its_line_and_no_line_outlives_its_package() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text()
    lines = re.findall(r"^\| (\S+) \|", text, flags=re.MULTILINE)
    assert set(lines) - {"package"} == python_packages() | npm_packages()


def test_every_dependency_is_locked_with_a_hash() -> None:
    locked = (ROOT / "requirements.txt").read_text()
    names = set(
        re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==[^\n]*\\\n    --hash", locked, flags=re.MULTILINE)
    )
    assert python_packages() <= names


def test_the_lock_files_name_no_server() -> None:
    for name in ("requirements.txt", "package-lock.json"):
        assert "://" not in (ROOT / name).read_text(), name

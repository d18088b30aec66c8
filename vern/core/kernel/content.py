"""Default content: what an institution starts with and may change afterwards."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from vern.core.kernel.ports import Port


@dataclass(frozen=True)
class DefaultContent:
    """Fills tables with what is missing; never overwrites what the institution has changed."""

    key: str
    load: Callable[[], None]


default_content: Port[DefaultContent] = Port("default content")


def read_toml(package: str, name: str) -> dict[str, Any]:
    """A TOML file in the `content` folder of a package."""
    text = resources.files(package).joinpath("content", name).read_text(encoding="utf-8")
    return tomllib.loads(text)


def texts(row: Mapping[str, Any], field: str = "name") -> dict[str, str]:
    """The columns of a text in three languages, from a row with `nb`, `nn` and `en`."""
    return {f"{field}_{language}": row.get(language, "") for language in ("nb", "nn", "en")}

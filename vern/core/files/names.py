"""File names that are safe to keep, to show and to save under."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 180
"""Bytes in UTF-8: file systems allow 255."""

LONGEST_EXTENSION = 10
UNSAFE = re.compile(r'[<>:"/\\|?*%\x00-\x1f]')
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices, whatever follows their first dot."""


def safe_name(given: str, *, otherwise: str = "file") -> str:
    """What to call a file: no folders, no invisible characters, nothing that a system takes for
    something else. `otherwise` names it where nothing is left. Giving it the answer gives it back.
    """
    stem, extension = _parts(_visible(given))
    stem = _cut(stem, LONGEST - len(extension)) or otherwise
    return f"_{stem}{extension}" if RESERVED.fullmatch(stem) else f"{stem}{extension}"


def extension_of(name: str) -> str:
    """The ending in small letters, without its dot; empty where there is none."""
    return _parts(_visible(name))[1].removeprefix(".")


def with_extension(name: str, extension: str) -> str:
    """The same name with another ending (without dot)."""
    stem, _old = _parts(_visible(name))
    return safe_name(f"{stem or 'photo'}.{extension}")


def _visible(given: str) -> str:
    """The last part of the path, without characters that no one sees, or that turn the text."""
    last = re.split(r"[/\\]", given)[-1]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C")
    plain = UNSAFE.sub("_", unicodedata.normalize("NFC", seen))
    return " ".join(plain.split()).strip(". ")


def _parts(name: str) -> tuple[str, str]:
    extension = PurePosixPath(name).suffix.lower()
    if not extension[1:].isalnum() or not extension.isascii() or len(extension) > LONGEST_EXTENSION:
        return name, ""
    return name[: -len(extension)].strip(". "), extension


def _cut(stem: str, room: int) -> str:
    """As many whole characters as there is room for."""
    return stem.encode()[:room].decode(errors="ignore").strip(". ")

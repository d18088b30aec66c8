"""What people write, made safe to show: cleaned, and spelled out where our font has no picture of a sign.

Nothing here escapes markup. The HTML writer escapes, Typst gets the text as data, and Word's
writer builds XML nodes, so no output ever reads a person's text as code.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
FONT_FAMILY: Final = "Inter"

# Control characters except newline and tab, lone surrogates, noncharacters, the byte order mark, and
# the marks that reverse the reading direction of what follows them.
_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufeff"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\u2028\u2029]")


def clean(text: str) -> str:
    """`text` in Unicode's composed form, one kind of line break, nothing XML or HTML forbids."""
    return unicodedata.normalize("NFC", _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """`text` cleaned, on one line; a dash where nothing is left, so that a title is never empty."""
    return " ".join(clean(text).split()) or "–"


def printable(text: str) -> str:
    """`text` cleaned for a fixed font: a sign it lacks is spelled out, as in `[thumbs up sign]`.

    A PDF/UA file may hold no sign without a picture, and leaving it out would change what was written.
    """
    cleaned = clean(text)
    known = covered_signs()
    if known.issuperset(map(ord, cleaned)):
        return cleaned
    return "".join(_spelled(sign, known) for sign in cleaned)


@cache
def covered_signs() -> frozenset[int]:
    """Code points that every shipped style of the font can show; newline and tab need no picture."""
    styles = [frozenset(_codepoints(path.read_bytes())) for path in sorted(FONTS.glob("*.otf"))]
    return frozenset.intersection(*styles) | {ord("\n"), ord("\t")}


def _spelled(sign: str, known: frozenset[int]) -> str:
    if ord(sign) in known:
        return sign
    category = unicodedata.category(sign)
    if category == "Zs":
        return " "
    # Joiners and variation selectors only change the look of their neighbour, which is spelled out.
    if category == "Cf" or unicodedata.name(sign, "").startswith("VARIATION SELECTOR"):
        return ""
    name = unicodedata.name(sign, "").lower()
    readable = bool(name) and not any(letter.isdigit() for letter in name)
    return f"[{name}]" if readable else f"[U+{ord(sign):04X}]"


def _codepoints(font: bytes) -> Iterator[int]:
    """Code points in a font's character map (OpenType `cmap`, formats 4 and 12)."""
    start = _table_offset(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    for index in range(count):
        (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * index + 4)
        (form,) = struct.unpack_from(">H", font, start + offset)
        if form == 12:
            yield from _long_map(font, start + offset)
        elif form == 4:
            yield from _short_map(font, start + offset)


def _table_offset(font: bytes, tag: bytes) -> int:
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no table {tag!r}")


def _long_map(font: bytes, at: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", font, at + 12)
    for index in range(groups):
        first, last, _glyph = struct.unpack_from(">III", font, at + 16 + 12 * index)
        yield from range(first, last + 1)


def _short_map(font: bytes, at: int) -> Iterator[int]:
    (doubled,) = struct.unpack_from(">H", font, at + 6)
    ends = struct.unpack_from(f">{doubled // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{doubled // 2}H", font, at + 16 + doubled)
    for first, last in zip(starts, ends, strict=True):
        # The last segment only marks the end of the map.
        yield from (code for code in range(first, last + 1) if code != 0xFFFF)

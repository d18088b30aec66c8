"""What a file is, by its content and by its name: a picture, a file to save, or not accepted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import IO

from django.utils.translation import gettext as _

from vern.core.files.names import extension_of
from vern.core.kernel.errors import Refused

PART = 1024 * 1024
HEAD = 4096


class Sort(StrEnum):
    PICTURE = "picture"
    OTHER = "other"


def _starts(*beginnings: bytes, at: int = 0) -> re.Pattern[bytes]:
    return re.compile(
        b".{%d}(%s)" % (at, b"|".join(re.escape(each) for each in beginnings)), re.DOTALL
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PICTURES = (
    _starts(b"\xff\xd8\xff"),
    _starts(b"\x89PNG\r\n\x1a\n"),
    _starts(b"GIF87a", b"GIF89a"),
    re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
    re.compile(rb"BM.{8}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00", re.DOTALL),
    re.compile(rb".{4}ftyp(hei[cxms]|hev[cxms]|mif[12]|msf1|avi[fs])", re.DOTALL),
)
OTHER_PICTURES = (
    _starts(b"II*\x00", b"MM\x00*", b"8BPS\x00\x01", b"\xff\x0a"),
    _starts(b"\x00\x00\x00\x0cJXL ", b"\x00\x00\x00\x0cjP  "),
    _starts(b"ftypcrx ", at=4),
)
"""Pictures that may tell where and by whom they were taken, and that we cannot redraw."""

PICTURE_NAMES = _words(
    "jpg jpeg jpe jfif png gif webp bmp heic heif hif avif "
    "tif tiff psd jxl jp2 j2k ico raw dng nef cr2 cr3 arw orf rw2 raf"
)

PROGRAMS = (
    _starts(b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\x00asm", b"L\x00\x00\x00\x01\x14\x02\x00"),
    _starts(b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    re.compile(rb"#!(?!AMR)"),
)
PROGRAM_NAMES = _words(
    "exe com scr pif msi msix appx dll sys cpl ocx bat cmd ps1 psm1 psd1 vbs vbe vb wsf wsh hta "
    "js mjs cjs jse ts jar class py pyc pyw rb pl php phtml asp aspx jsp cgi sh bash zsh csh fish "
    "run bin app apk ipa dmg pkg deb rpm lnk url desktop reg inf scf gadget wasm elf so "
    "docm dotm xlsm xltm xlam xll pptm potm ppam ppsm iso img vhd vhdx chm one"
)
WEB_NAMES = _words("svg svgz html htm xhtml xht shtml mht mhtml xml xsl xslt swf webarchive eml")
"""What a browser would run."""

MARKUP = re.compile(
    rb"<\s*(!doctype\s+html|html|head|body|script|svg|iframe|object|embed|style|meta|link|form"
    rb"|frameset|math)\b|<\?xml|<[a-z][a-z0-9]{0,15}:(script|svg|html)\b"
    rb"|content-type:\s*multipart/",
    re.IGNORECASE,
)
OVERLAP = 64

ZIP = _starts(b"PK\x03\x04", b"PK\x05\x06")
OLE = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
ISO_MEDIA = _starts(b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", at=4)
MATROSKA = _starts(b"\x1a\x45\xdf\xa3")
OGG = _starts(b"OggS")
MPEG = _starts(b"\x00\x00\x01")
ACCEPTED: dict[str, re.Pattern[bytes]] = {
    "pdf": _starts(b"%PDF-"),
    **dict.fromkeys(("docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"), ZIP),
    **dict.fromkeys(("doc", "xls", "ppt", "msg"), OLE),
    "rtf": _starts(b"{\\rtf"),
    **dict.fromkeys(("mp4", "m4v", "mov", "3gp", "m4a"), ISO_MEDIA),
    **dict.fromkeys(("webm", "mkv"), MATROSKA),
    "avi": re.compile(rb"RIFF.{4}AVI ", re.DOTALL),
    "wav": re.compile(rb"RIFF.{4}WAVE", re.DOTALL),
    "mp3": re.compile(rb"ID3|\xff[\xe2-\xff]"),
    "aac": re.compile(rb"ID3|\xff[\xf0-\xff]"),
    **dict.fromkeys(("ogg", "oga", "opus"), OGG),
    "flac": _starts(b"fLaC"),
    "amr": _starts(b"#!AMR"),
    **dict.fromkeys(("mpg", "mpeg"), MPEG),
}
"""How each sort of file begins. Nothing else is accepted but pictures and plain text."""

TEXT_NAMES = frozenset({"txt", "text", "csv", "tsv", "log", "md"})
WIDE = (b"\xff\xfe", b"\xfe\xff")
"""How text in UTF-16 begins."""

CONTENTS_ENTRY = re.compile(rb"PK\x01\x02.{24}(..).{16}", re.DOTALL)
"""One file in a ZIP file's list of contents: the length of its name stands at 28."""

WHAT_TO_SEND = "image/*,video/*,audio/*," + ",".join(
    f".{each}" for each in sorted({*ACCEPTED, *TEXT_NAMES, "heic", "heif"} - {"msg"})
)
"""For the `accept` of an input: a phone then offers its camera as well."""


def sort_of(name: str, source: IO[bytes]) -> Sort:
    """Whether the file is a picture to redraw, or another that may be kept for saving.

    Raises Refused, with a message that names the file and says what to do.
    """
    source.seek(0)
    head = source.read(HEAD)
    extension = extension_of(name)
    _refuse_by_name(name, extension)
    if any(each.match(head) for each in PICTURES):
        return Sort.PICTURE
    _refuse_by_beginning(name, extension, head)
    _refuse_unknown(name, extension)
    if extension in TEXT_NAMES:
        _refuse_what_is_no_plain_text(name, head, source)
    elif not ACCEPTED[extension].match(head):
        raise Refused(_not_its_name(name))
    elif ACCEPTED[extension] is ZIP:
        _refuse_programs_inside(name, source)
    return Sort.OTHER


def _refuse_by_name(name: str, extension: str) -> None:
    if extension in WEB_NAMES:
        raise Refused(_web_page(name))
    if extension in PROGRAM_NAMES:
        raise Refused(_program(name))


def _refuse_unknown(name: str, extension: str) -> None:
    if extension not in TEXT_NAMES | ACCEPTED.keys():
        raise Refused(
            _(
                "“%(name)s” is of a kind that cannot be received here. Send a photo, a PDF, an "
                "Office document, plain text, a video or a ZIP file."
            )
            % {"name": name}
        )


def _refuse_by_beginning(name: str, extension: str, head: bytes) -> None:
    if any(each.match(head) for each in PROGRAMS):
        raise Refused(_program(name))
    if _looks_like_markup(head[:1024]):
        raise Refused(_web_page(name))
    if any(each.match(head) for each in OTHER_PICTURES):
        raise Refused(
            _("“%(name)s” is a sort of picture that cannot be shown. Send it as JPEG or PNG.")
            % {"name": name}
        )
    if extension in PICTURE_NAMES:
        raise Refused(
            _("“%(name)s” is not a photo that can be read. Send it as JPEG or PNG.")
            % {"name": name}
        )


def _looks_like_markup(part: bytes) -> bool:
    """Also in UTF-16, and behind a byte order mark, blanks or a comment."""
    narrow = part.replace(b"\x00", b"")
    begins = narrow.removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe \t\r\n\x0c\x0b")
    return begins.startswith(b"<!--") or MARKUP.search(narrow) is not None


def _refuse_what_is_no_plain_text(name: str, head: bytes, source: IO[bytes]) -> None:
    if b"\x00" in head and not head.startswith(WIDE):
        raise Refused(_not_its_name(name))
    if any(MARKUP.search(part.replace(b"\x00", b"")) for part in _parts(source)):
        raise Refused(_web_page(name))


def _parts(source: IO[bytes]) -> Iterator[bytes]:
    """The file in parts that overlap."""
    source.seek(0)
    before = b""
    while part := source.read(PART):
        yield before + part
        before = part[-OVERLAP:]


def _refuse_programs_inside(name: str, source: IO[bytes]) -> None:
    source.seek(0)
    content = source.read()
    for entry in CONTENTS_ENTRY.finditer(content):
        length = int.from_bytes(entry[1], "little")
        inside = content[entry.end() : entry.end() + length].decode("utf-8", "replace")
        if extension_of(inside) in PROGRAM_NAMES - {"bin"} or inside.endswith("vbaProject.bin"):
            raise Refused(
                _("“%(name)s” holds a program or macros. Take them out, and send it again.")
                % {"name": name}
            )


def _web_page(name: str) -> str:
    return _(
        "“%(name)s” is a web page or a drawing that can hold programs. Send a picture or a PDF of it."
    ) % {"name": name}


def _program(name: str) -> str:
    return _("“%(name)s” is a program or script, which is not received here.") % {"name": name}


def _not_its_name(name: str) -> str:
    return _(
        "“%(name)s” is not what its name says. Save it again as PDF, or send a photo of it."
    ) % {"name": name}

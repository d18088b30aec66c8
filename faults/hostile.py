"""Sixty files that someone means ill with, or that something has broken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from PIL import Image, PngImagePlugin

from faults.visitor import File

SCRIPT: Final = b"<script>window.hostile=1</script>"
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG: Final = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="window.hostile=1">' + SCRIPT + b"</svg>"
)
PAGE: Final = b"<!doctype html><title>x</title>" + SCRIPT
LAUGHS: Final = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;</svg>'
)


def files() -> list[File]:
    """All of them, each made anew."""
    return [
        File(name, content)
        for kind in (_markup, _polyglots, _bombs, _archives, _names, _programs, _broken)
        for name, content in kind()
    ]


Named = Iterator[tuple[str, bytes]]


def _jpeg(**more: object) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (40, 30), (200, 30, 30)).save(kept, "JPEG", **more)
    return kept.getvalue()


def _png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        body = kind + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(rows or (b"\0" * (1 + (width + 7) // 8)) * height, 9)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _markup() -> Named:
    for name in ("tegning.svg", "bilde.png", "bilde.jpg", "notat.txt", "rapport.pdf"):
        yield name, SVG
    for name in ("side.html", "side.htm", "side.xhtml", "foto.jpg", "notat.txt", "tall.csv"):
        yield name, PAGE
    yield "latter.svg", LAUGHS
    yield "side.mht", b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n" + PAGE
    yield "data.xml", b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    yield "brev.eml", b"Content-Type: text/html\n\n" + PAGE
    yield "bredt.txt", "\ufeff<script>window.hostile=1</script>".encode("utf-16")


def _polyglots() -> Named:
    yield "etterslep.jpg", _jpeg() + PAGE
    yield "kommentar.jpg", _jpeg(comment=SCRIPT)
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT.decode())
    kept = io.BytesIO()
    Image.new("RGB", (30, 30)).save(kept, "PNG", pnginfo=text)
    yield "tekst.png", kept.getvalue()
    yield (
        "gifar.gif",
        b"GIF89a\x01\x00\x01\x00\x00\x00\x00;" + _zip({"A.class": b"\xca\xfe\xba\xbe"}),
    )
    yield "gif.html.gif", b"GIF89a/*" + PAGE + b"*/=1;"
    yield "pdf-side.pdf", b"%PDF-1.4\n" + PAGE
    yield "pdf-js.pdf", b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj"
    yield "bm.bmp", b"BM" + PAGE
    yield "webp.webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + PAGE


def _bombs() -> Named:
    yield "144-megapiksler.png", _png(12_000, 12_000)
    yield "400-megapiksler.png", _png(20_000, 20_000)
    yield "lyver.png", _png(60_000, 60_000, b"\0")
    yield "stor.gif", b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + b"\x00\x00\x00;"
    frames = [Image.new("L", (500, 500), n % 256) for n in range(300)]
    kept = io.BytesIO()
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:])
    yield "mange.gif", kept.getvalue()
    broken = bytearray(_jpeg())
    at = broken.find(b"\xff\xc0")
    broken[at + 5 : at + 9] = struct.pack(">HH", 65_500, 65_500)
    yield "lyver.jpg", bytes(broken)
    yield "lang-linje.txt", b"a" * 3_000_000


def _zip(files: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return kept.getvalue()


def _archives() -> Named:
    nested = EICAR
    for depth in range(22):
        nested = _zip({f"{depth}.zip" if depth else "eicar.com": nested})
    yield "dypt.zip", nested
    yield "nuller.zip", _zip({f"{n}.txt": b"\0" * 20_000_000 for n in range(5)})
    yield "nuller.docx", _zip({"word/document.xml": b"\0" * 30_000_000})
    yield "makro.docx", _zip({"word/vbaProject.bin": b"x", "word/document.xml": b"<x/>"})
    yield "makro.docm", _zip({"word/document.xml": b"<x/>"})
    yield "sti.zip", _zip({"../../../etc/passwd": b"x", "/etc/shadow": b"x"})
    yield "program.zip", _zip({"kjor.exe": b"MZ"})
    yield "eicar.txt", EICAR


def _names() -> Named:
    for name in (
        "../../../etc/passwd.jpg",
        "..\\..\\windows\\win.jpg",
        "nul\x00byte.jpg",
        "bilde\u202egpj.exe.jpg",
        "a" * 400 + ".jpg",
        '"><img src=x onerror=window.hostile=1>.jpg',
        "linje\r\nSet-Cookie: x=1.jpg",
        ".htaccess.jpg",
        "   .jpg",
        "CON.jpg",
        "{{ 7*7 }}{% debug %}.jpg",
    ):
        yield name, _jpeg()


def _programs() -> Named:
    yield "kjor.exe", b"MZ\x90\x00" + b"\0" * 64
    yield "bilde.jpg", b"MZ\x90\x00" + b"\0" * 64
    yield "elf", b"\x7fELF" + b"\0" * 64
    yield "skript.sh", b"#!/bin/sh\nrm -rf /\n"
    yield "skript.txt", b"#!/bin/sh\nrm -rf /\n"
    yield "snarvei.lnk", b"L\x00\x00\x00\x01\x14\x02\x00" + b"\0" * 64
    yield "modul.wasm", b"\x00asm\x01\x00\x00\x00"
    yield "side.php", b"<?php phpinfo();"


def _broken() -> Named:
    yield "tom.jpg", b""
    yield "en.jpg", b"\xff"
    yield "halv.jpg", _jpeg()[:200]
    yield "halv.png", _png(50, 50)[:40]
    yield "stoy.heic", b"\x00\x00\x00\x18ftypheic" + b"\x13\x37" * 500
    yield "uten-navn", b"bare tekst"

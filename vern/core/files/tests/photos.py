"""Photos as cameras, phones and programs make them, drawn here: each with something private."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from vern.core.files.images import ORIENTATION

SECRETS = (b"Secret Camera", b"Ola Nordmann", b"63.4178N", b"<x:xmpmeta", b"serial 4711")
NAME = "Ola Nordmann"
RED, GREEN, BLUE, YELLOW = (220, 20, 20), (20, 180, 20), (20, 20, 220), (230, 220, 20)
CORNERS = (RED, GREEN, BLUE, YELLOW)
XMP = b"<x:xmpmeta>Ola Nordmann 63.4178N</x:xmpmeta>"


@dataclass(frozen=True)
class Photo:
    """What someone sends; `size` is how it stands upright, before it is made smaller."""

    what: str
    content: bytes
    name: str = "IMG_2041.jpg"
    size: tuple[int, int] = (96, 64)
    corners: tuple[tuple[int, int, int], ...] | None = CORNERS

    def __str__(self) -> str:
        return self.what


def scene(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """Four coloured quarters, so that one sees how it is turned."""
    width, height = size
    image = Image.new("RGB", size, RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    return image.convert(mode)


LYING: dict[int, tuple[Image.Transpose, ...]] = {
    1: (),
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.ROTATE_90, Image.Transpose.FLIP_TOP_BOTTOM),
    6: (Image.Transpose.ROTATE_90,),
    7: (Image.Transpose.ROTATE_90, Image.Transpose.FLIP_LEFT_RIGHT),
    8: (Image.Transpose.ROTATE_270,),
}
"""How the sensor has it when the camera was held so (EXIF 2.32, 4.6.4)."""


def held(orientation: int) -> Image.Image:
    image = scene()
    for each in LYING[orientation]:
        image = image.transpose(each)
    return image


def exif(orientation: int = 1, **more: Any) -> Image.Exif:
    """Camera, owner, serial number, maker note and position."""
    found = Image.Exif()
    found[ORIENTATION] = orientation
    found[0x010F] = "Secret Camera Maker"
    found[0x013B] = NAME
    inner = found.get_ifd(0x8769)
    inner[0x927C] = b"serial 4711" * more.get("notes", 1)
    inner[0xA430] = NAME
    found.get_ifd(0x8825).update(
        {
            1: "N",
            2: (IFDRational(63), IFDRational(25), IFDRational(4)),
            3: "E",
            4: (IFDRational(10), IFDRational(24), IFDRational(9)),
            29: "2026:11:21",
        }
    )
    return found


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    content = io.BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def jpeg(image: Image.Image | None = None, **options: Any) -> bytes:
    return saved(image or scene(), "JPEG", **{"exif": exif(), "quality": 92, **options})


def segment(marker: int, content: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def with_segment(marker: int, content: bytes) -> bytes:
    plain = jpeg()
    return plain[:2] + segment(marker, content) + plain[2:]


def png(width: int, height: int, depth: int, kind: int, rows: bytes) -> bytes:
    """A PNG made by hand; `rows` are the filtered rows."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + _crc(name + content)

    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def _crc(content: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(content))


def deep_png() -> bytes:
    """Sixteen bits a colour."""
    rows = b""
    for y in range(64):
        left, right = (RED, GREEN) if y < 32 else (BLUE, YELLOW)
        rows += b"\x00" + b"".join(
            struct.pack(">HHH", *(value * 257 for value in (left if x < 48 else right)))
            for x in range(96)
        )
    return png(96, 64, 16, 2, rows)


def deep_grey_png() -> bytes:
    """Sixteen bits of grey: dark to the left, light to the right."""
    row = b"\x00" + struct.pack(">96H", *([8000] * 48 + [56000] * 48))
    return png(96, 64, 16, 0, row * 64)


def large_jpeg(width: int, rows: int) -> bytes:
    """A JPEG of `rows` times 16 lines, without ever holding its pixels: one line of blocks is drawn,
    and stands between restart markers as often as wanted."""
    strip = Image.new("RGB", (width, 16), RED)
    strip.paste(GREEN, (width // 2, 0, width, 16))
    content = saved(
        strip, "JPEG", quality=60, subsampling="4:2:0", restart_marker_rows=1, exif=exif()
    )
    sof = content.index(b"\xff\xc0")
    scan = content.index(b"\xff\xda")
    begins = scan + 2 + struct.unpack(">H", content[scan + 2 : scan + 4])[0]
    blocks = content[begins:-2]
    head = bytearray(content[:begins])
    head[sof + 5 : sof + 7] = struct.pack(">H", rows * 16)
    body = b"".join(blocks + bytes((0xFF, 0xD0 + number % 8)) for number in range(rows - 1))
    return bytes(head) + body + blocks + b"\xff\xd9"


def resized(content: bytes, marker: bytes, width: int, height: int) -> bytes:
    """A JPEG that says it has another size."""
    at = content.index(marker) + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def heic(image: Image.Image | None = None, *, others: int = 0, **options: Any) -> bytes:
    file = pillow_heif.from_pillow(image or scene())
    for _each in range(others):
        file.add_from_pillow(Image.new("RGB", (96, 64), "black"))
    content = io.BytesIO()
    file.save(content, quality=90, exif=exif().tobytes(), xmp=XMP, **options)
    return content.getvalue()


def texts() -> PngImagePlugin.PngInfo:
    found = PngImagePlugin.PngInfo()
    found.add_text("Author", NAME)
    found.add_itxt("XML:com.adobe.xmp", XMP.decode())
    found.add_text("Comment", "Secret Camera", zip=True)
    return found


def profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def see_through(mode: str) -> Image.Image:
    """The lower right quarter is transparent: white, then."""
    image = scene(mode=mode)
    image.putalpha(Image.new("L", image.size, 255))
    clear = Image.new("L", (48, 32), 0)
    alpha = image.getchannel("A")
    alpha.paste(clear, (48, 32))
    image.putalpha(alpha)
    return image


WHITE = (255, 255, 255)
CLEAR = (RED, GREEN, BLUE, WHITE)
GREY = tuple((level,) * 3 for level in (80, 114, 38, 200))
DARK_AND_LIGHT = ((31, 31, 31), (218, 218, 218)) * 2
LEFT_RIGHT = (RED, GREEN, RED, GREEN)
BLACK = (Image.new("RGB", (96, 64), "black"),)


def good() -> list[Photo]:
    """Photos that are received."""
    return [
        *(
            Photo(f"held in way {each}", jpeg(held(each), exif=exif(each)))
            for each in sorted(LYING)
        ),
        *_with_things_hung_on(),
        *_in_other_ways_of_writing(),
        *_of_other_sizes(),
        *_by_other_names(),
    ]


def _with_things_hung_on() -> list[Photo]:
    thumbnail = b"Exif\x00\x00MM\x00\x2a" + jpeg()
    adobe = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0cOla Nordmann"
    return [
        Photo("xmp", with_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + XMP)),
        Photo("xmp that turns it, which is not followed twice", jpeg(xmp=XMP)),
        Photo("comment", jpeg(comment=b"Ola Nordmann")),
        Photo("captions of Photoshop", with_segment(0xED, adobe)),
        Photo("thumbnail in broken EXIF", with_segment(0xE1, thumbnail)),
        Photo("maker notes of 60 kB", jpeg(exif=exif(notes=5400))),
        Photo("orientation 99", jpeg(exif=exif(99))),
        Photo("broken EXIF", jpeg(exif=b"Exif\x00\x00II*\x00\xff\xff\xff\x7fOla Nordmann")),
        Photo("colour profile", jpeg(icc_profile=profile())),
        Photo("broken colour profile", jpeg(icc_profile=b"Ola Nordmann" * 40)),
        Photo("unknown segments", with_segment(0xEB, b"serial 4711")),
        Photo(
            "a film after it, as motion photos have",
            jpeg() + b"\x00\x00\x00\x18ftypmp42Ola Nordmann",
        ),
        Photo("a program after it", jpeg() + b"<script>Ola Nordmann</script>"),
        Photo("a second photo after it", jpeg() + jpeg(BLACK[0])),
        Photo(
            "several in one, as phones do",
            saved(scene(), "MPO", save_all=True, append_images=BLACK, exif=exif()),
        ),
        Photo("texts in a PNG", saved(scene(), "PNG", pnginfo=texts(), exif=exif()), "x.png"),
        Photo("turned PNG", saved(held(6), "PNG", exif=exif(6)), "x.png"),
    ]


def _in_other_ways_of_writing() -> list[Photo]:
    grey = scene(mode="L")
    return [
        Photo("CMYK", jpeg(scene(mode="CMYK"))),
        Photo("grey JPEG", jpeg(grey), corners=GREY),
        Photo("progressive", jpeg(progressive=True)),
        Photo("all colours in full", jpeg(subsampling=0)),
        Photo("sixteen bits a colour", deep_png(), "x.png"),
        Photo("sixteen bits of grey", deep_grey_png(), "x.png", corners=DARK_AND_LIGHT),
        Photo("palette", saved(scene(mode="P"), "PNG"), "x.png"),
        Photo(
            "black and white",
            saved(grey.point(lambda v: 255 * (v > 100)).convert("1"), "PNG"),
            "x.png",
            corners=None,
        ),
        Photo(
            "transparent", saved(see_through("RGB"), "PNG", pnginfo=texts()), "x.png", corners=CLEAR
        ),
        Photo(
            "transparent grey", saved(see_through("L"), "PNG"), "x.png", corners=(*GREY[:3], WHITE)
        ),
        Photo("BMP", saved(scene(), "BMP"), "x.bmp"),
        Photo("WebP", saved(scene(), "WEBP", exif=exif(), xmp=XMP), "x.webp"),
        Photo("turned WebP", saved(held(8), "WEBP", exif=exif(8)), "x.webp"),
        Photo(
            "transparent WebP",
            saved(see_through("RGB"), "WEBP", lossless=True),
            "x.webp",
            corners=CLEAR,
        ),
        Photo("moving WebP", saved(scene(), "WEBP", save_all=True, append_images=BLACK), "x.webp"),
        Photo(
            "moving GIF",
            saved(scene(), "GIF", save_all=True, append_images=BLACK, comment=b"Ola Nordmann"),
            "x.gif",
        ),
        Photo("transparent GIF", saved(see_through("RGB"), "GIF"), "x.gif", corners=CLEAR),
        Photo("AVIF", saved(scene(), "AVIF", exif=exif(), xmp=XMP), "x.avif"),
        Photo("turned AVIF", saved(held(6), "AVIF", exif=exif(6)), "x.avif"),
        Photo("HEIC", heic(), "IMG_0001.HEIC"),
        Photo("turned HEIC", saved(held(6), "HEIF", exif=exif(6).tobytes()), "IMG_0001.HEIC"),
        Photo("several in one HEIC", heic(others=2), "IMG_0001.heif"),
    ]


def _of_other_sizes() -> list[Photo]:
    return [
        Photo("one pixel", jpeg(Image.new("RGB", (1, 1), RED)), size=(1, 1), corners=(RED,) * 4),
        Photo("a thin line", saved(Image.new("RGB", (3, 1), RED), "PNG"), "x.png", (3, 1), None),
        Photo("panorama", jpeg(scene((9000, 300))), size=(9000, 300)),
        Photo("long screenshot", saved(scene((300, 6000)), "PNG"), "x.png", (300, 6000)),
        Photo("108 million pixels", large_jpeg(12000, 562), size=(12000, 8992), corners=LEFT_RIGHT),
        Photo(
            "turned and large",
            jpeg(scene((3000, 4000)).transpose(LYING[6][0]), exif=exif(6)),
            size=(3000, 4000),
        ),
    ]


def _by_other_names() -> list[Photo]:
    return [
        Photo("JPEG called PNG", jpeg(), "bilde.png"),
        Photo("PNG called JPEG", saved(scene(), "PNG", pnginfo=texts()), "bilde.jpg"),
        Photo("HEIC called JPEG", heic(), "IMG_0002.JPG"),
        Photo("no ending", jpeg(), "image"),
        Photo("Norwegian letters and a picture", jpeg(), "Blåbærsyltetøy på gulvet 📷.jpeg"),
        Photo("a path", jpeg(), "..\\..\\C:/bilder/IMG_3.jpg"),
    ]


@dataclass(frozen=True)
class Bad:
    """What is refused, with a word of what the message advises."""

    what: str
    make: Callable[[], bytes]
    advice: str
    name: str = "IMG_2041.jpg"

    def __str__(self) -> str:
        return self.what


RESOLUTION = "Take it with a lower resolution"
AGAIN = "Choose it again"
AS_JPEG = "Send it as JPEG or PNG"
PICTURE_OF_IT = "Send a picture or a PDF of it"


def bad() -> list[Bad]:
    """Photos that are not received."""
    return [
        Bad("empty", lambda: b"", AGAIN),
        Bad("half a JPEG", lambda: jpeg(scene((640, 480)))[:-4000], AGAIN),
        Bad("the beginning of a JPEG", lambda: jpeg()[:300], AS_JPEG),
        Bad("three bytes", lambda: b"\xff\xd8\xff", AS_JPEG),
        Bad("half a PNG", lambda: saved(scene((640, 480)), "PNG")[:400], AGAIN, "x.png"),
        Bad("half a WebP", lambda: saved(scene((640, 480)), "WEBP")[:120], AS_JPEG, "x.webp"),
        Bad("half a HEIC", lambda: heic(scene((640, 480)))[:700], AS_JPEG, "x.heic"),
        Bad(
            "nothing but a HEIC's name",
            lambda: b"\x00\x00\x00\x18ftypheic" + bytes(40),
            AS_JPEG,
            "x.heic",
        ),
        Bad("half a GIF", lambda: saved(scene(), "GIF")[:30], AS_JPEG, "x.gif"),
        Bad("damaged PNG", lambda: deep_png().replace(b"IDAT", b"IDAU"), AS_JPEG, "x.png"),
        Bad("a text", lambda: b"No photo at all.", AS_JPEG),
        Bad("TIFF", lambda: saved(scene(), "TIFF", exif=exif()), "Send it as JPEG or PNG", "x.tif"),
        Bad("JPEG 2000", lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(30), AS_JPEG, "x.jp2"),
        Bad("26 megabytes", lambda: jpeg() + bytes(26 * 1024 * 1024), "at most 25 MB"),
        Bad(
            "a PNG of 900 million pixels",
            lambda: png(30000, 30000, 1, 0, bytes(9)),
            RESOLUTION,
            "x.png",
        ),
        Bad(
            "a PNG of 64 million pixels",
            lambda: png(8000, 8000, 8, 2, bytes(9)),
            RESOLUTION,
            "x.png",
        ),
        Bad(
            "a JPEG of 4 billion pixels",
            lambda: resized(jpeg(), b"\xff\xc0", 65500, 65500),
            RESOLUTION,
        ),
        Bad(
            "a progressive JPEG of 100 million",
            lambda: resized(jpeg(progressive=True), b"\xff\xc2", 10000, 10000),
            RESOLUTION,
        ),
        Bad(
            "a GIF of 4 billion pixels",
            lambda: b"GIF89a\xff\xff\xff\xff" + saved(scene(), "GIF")[10:],
            RESOLUTION,
            "x.gif",
        ),
        Bad("SVG called JPEG", lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", PICTURE_OF_IT),
        Bad("a web page called PNG", lambda: b"\n <!DOCTYPE html><p>", PICTURE_OF_IT, "x.png"),
        Bad("SVG", lambda: b"<?xml version='1.0'?><svg/>", PICTURE_OF_IT, "x.svg"),
        Bad("a program called JPEG", lambda: b"MZ\x90\x00" + bytes(90), "is a program"),
    ]

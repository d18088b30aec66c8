"""Photos become clean images: new pixels in a new file, without position, camera or comments.

A photo that cannot be redrawn is refused, not kept for saving: its sender was told that position
and camera data are removed, and may have sent it without a name.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageCms

from vern.core.kernel.errors import Refused

MOST_PIXELS: Final = 200_000_000
"""The largest that a phone takes. Only where it can be read at a fraction of its size."""

MOST_PIXELS_IN_FULL: Final = 50_000_000
"""Where all pixels must be in memory first: some 200 MB."""

ALONE_FROM_PIXELS: Final = 16_000_000
LONGEST_SIDE: Final = 2400
SMALL_SIDE: Final = 480
FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF", "BMP")
MEDIA_TYPE: Final = "image/jpeg"
ORIENTATION: Final = 0x0112
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts each EXIF orientation upright."""

SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
LARGEST_PROFILE: Final = 1024 * 1024

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)
_one_large_at_a_time = threading.Lock()


@dataclass(frozen=True)
class CleanImage:
    """A photo fit to be kept and shown, and the same at the size of a stamp."""

    content: bytes
    small: bytes
    width: int
    height: int
    media_type: str = MEDIA_TYPE


def clean(source: IO[bytes], *, name: str) -> CleanImage:
    """Turn a photo into a clean JPEG, upright, at most 2400 pixels on its longest side.

    The first picture of several is taken. Raises Refused, with a message that names the file, if it
    has too many pixels or cannot be read.
    """
    source.seek(0)
    upright = _upright(source, name)
    small = upright.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)
    return CleanImage(_jpeg(upright), _jpeg(small), *upright.size)


def _upright(source: IO[bytes], name: str) -> Image.Image:
    try:
        opened = Image.open(source, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(_too_many_pixels(name)) from error
    except Exception as error:
        raise Refused(_unreadable(name)) from error
    with opened, _alone_if_large(opened):
        if opened.width * opened.height > _most_pixels(opened, source):
            raise Refused(_too_many_pixels(name))
        try:
            return _drawn(opened)
        except Exception as error:  # whatever a decoder trips over, the file is at fault
            raise Refused(_damaged(name)) from error


@contextmanager
def _alone_if_large(opened: Image.Image) -> Iterator[None]:
    """Ten large photos at once must not take ten times the memory."""
    if opened.width * opened.height < ALONE_FROM_PIXELS:
        yield
        return
    with _one_large_at_a_time:
        yield


def _most_pixels(opened: Image.Image, source: IO[bytes]) -> int:
    reducible = opened.format in ("JPEG", "MPO") and _in_one_scan(source)
    return MOST_PIXELS if reducible else MOST_PIXELS_IN_FULL


def _in_one_scan(source: IO[bytes]) -> bool:
    """Whether a JPEG is read row by row. A progressive one, or one with its colours after each
    other, must be in memory as a whole whatever size is asked for."""
    position = source.tell()
    source.seek(2)
    components = 0
    try:
        while len(marker := source.read(4)) == 4 and marker[0] == 0xFF:
            part = source.read(int.from_bytes(marker[2:], "big") - 2)
            if marker[1] in (0xC0, 0xC1):
                components = part[5]
            if marker[1] == 0xDA:
                return components == part[0]
        return False
    except (IndexError, ValueError):
        return False
    finally:
        source.seek(position)


def _drawn(opened: Image.Image) -> Image.Image:
    """New RGB pixels, upright, in the colours that a screen shows."""
    _ask_for_less(opened)
    opened.load()
    turn = TURNS.get(_orientation(opened))
    pixels = _resizable(opened)
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        pixels = pixels.transpose(turn)
    return _in_srgb(pixels, opened.info.get("icc_profile"))


def _ask_for_less(opened: Image.Image) -> None:
    """Let the decoder halve a JPEG until it is little larger than what is kept."""
    longest = max(opened.size)
    wanted = [max(1, side * LONGEST_SIDE // longest) for side in opened.size]
    opened.draft(None, (wanted[0], wanted[1]))


def _orientation(opened: Image.Image) -> int:
    """How the camera was held; upright where that cannot be read."""
    try:
        return int(opened.getexif().get(ORIENTATION, 1))
    except Exception:  # noqa: BLE001 (what cameras write there is anyone's guess)
        return 1


def _resizable(opened: Image.Image) -> Image.Image:
    """Eight bits a colour, no palette. Not a copy where none is needed: it may be large."""
    if opened.mode.startswith("I;16") or opened.mode == "I":
        return opened.convert("I").point(lambda value: value / 256).convert("L")
    if opened.mode in ("P", "PA", "La", "RGBa") or "transparency" in opened.info:
        return opened.convert("RGBA")
    if opened.mode in ("1", "F"):
        return opened.convert("L")
    return opened if opened.mode in ("L", "LA", "RGB", "RGBA", "CMYK") else opened.convert("RGB")


def _in_srgb(pixels: Image.Image, profile: object) -> Image.Image:
    """On white, and translated from the camera's colours where they are described."""
    if pixels.mode in ("RGBA", "LA"):
        ground = Image.new("RGB", pixels.size, "white")
        ground.paste(pixels.convert("RGB"), mask=pixels.getchannel("A"))
        pixels = ground
    if isinstance(profile, bytes) and 0 < len(profile) <= LARGEST_PROFILE:
        try:
            described = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            found = ImageCms.profileToProfile(pixels, described, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            return pixels.convert("RGB")
        return found or pixels.convert("RGB")
    return pixels.convert("RGB")


def _jpeg(pixels: Image.Image) -> bytes:
    """A new file. Whatever hung on the old image stays behind: what is saved is made here."""
    fresh = Image.new("RGB", pixels.size)
    fresh.paste(pixels)
    kept = io.BytesIO()
    fresh.save(kept, "JPEG", quality=82, optimize=True)
    return kept.getvalue()


def _too_many_pixels(name: str) -> str:
    return _(
        "“%(name)s” has too many pixels. Take it with a lower resolution, or send a screenshot of it."
    ) % {"name": name}


def _unreadable(name: str) -> str:
    return _("“%(name)s” is not a photo that can be read. Send it as JPEG or PNG.") % {"name": name}


def _damaged(name: str) -> str:
    return _("“%(name)s” is damaged or not whole. Choose it again, or send a screenshot of it.") % {
        "name": name
    }

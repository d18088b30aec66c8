"""Photos become clean images: new pixels in a new file, without position, camera or comments."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from vern.core.kernel.errors import Refused

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2400
FORMATS = ("JPEG", "PNG", "WEBP")


@dataclass(frozen=True)
class CleanImage:
    """A photo fit to be kept and shown."""

    content: bytes
    media_type: str
    width: int
    height: int


def clean(source: IO[bytes], *, size: int) -> CleanImage:
    """Turn an uploaded photo into a clean JPEG, upright, at most 2400 pixels on its longest side.

    Raises Refused if it is too large or not a JPEG, PNG or WebP photo.
    """
    if size > MAX_BYTES:
        raise Refused(_("The photo is too large. It can be at most 15 MB."), field="photo")
    try:
        pixels = _upright(source)
    except Refused:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Refused(
            _("This file is not a photo that can be read. Use JPEG, PNG or WebP."), field="photo"
        ) from error
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # Pasting onto a new image leaves behind whatever hangs on the old one (JPEG comments survive
    # a plain save).
    fresh = Image.new("RGB", pixels.size, "white")
    fresh.paste(pixels, mask=pixels if pixels.mode == "RGBA" else None)
    kept = io.BytesIO()
    fresh.save(kept, "JPEG", quality=82, optimize=True)
    return CleanImage(kept.getvalue(), "image/jpeg", *fresh.size)


def _upright(source: IO[bytes]) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(source, formats=FORMATS) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Refused(
                    _("The photo has too many pixels. It can have at most 50 million."),
                    field="photo",
                )
            opened.load()
            turned = ImageOps.exif_transpose(opened)
            return turned.convert("RGBA" if "A" in turned.getbands() else "RGB")

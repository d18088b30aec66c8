"""Photos of every make: what is kept shows the same, upright, and tells nothing more."""

from __future__ import annotations

import io
import struct
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from vern.core.files.images import LONGEST_SIDE, SMALL_SIDE
from vern.core.files.tests import photos
from vern.core.files.uploads import NewAttachment, receive
from vern.core.kernel.errors import Refused

pytestmark = pytest.mark.filterwarnings("ignore:.*EXIF")  # the reader says so, and goes on

GOOD = photos.good()
BAD = photos.bad()
DRAWN = {0xDB, 0xC0, 0xC4, 0xDA}
"""Quantisation, size, Huffman tables, and the picture itself."""

JFIF = b"JFIF\x00"
NEAR = 45


def kept(photo: photos.Photo) -> NewAttachment:
    return receive(ContentFile(photo.content), name=photo.name)


def content_of(new: NewAttachment) -> bytes:
    with new.content() as file:
        return bytes(file.read())


def segments(content: bytes) -> list[tuple[int, bytes]]:
    """Marker and content of each segment up to the picture; whatever follows its end is a mistake."""
    assert content[:2] == b"\xff\xd8"
    found, position = [], 2
    while True:
        assert content[position] == 0xFF
        marker = content[position + 1]
        (length,) = struct.unpack(">H", content[position + 2 : position + 4])
        found.append((marker, content[position + 4 : position + 2 + length]))
        position += 2 + length
        if marker == 0xDA:
            break
    assert content.index(b"\xff\xd9", position) == len(content) - 2
    return found


def test_there_are_fifty_of_them() -> None:
    assert len(GOOD) >= 50
    assert len({photo.what for photo in GOOD}) == len(GOOD)


def test_what_is_private_is_in_what_is_sent() -> None:
    """Or the tests below would prove nothing."""
    sent = b"".join(photo.content for photo in GOOD)
    for secret in photos.SECRETS:
        assert secret in sent, secret
    assert Image.open(io.BytesIO(GOOD[0].content)).getexif().get_ifd(0x8825)


@pytest.mark.parametrize("photo", GOOD, ids=str)
def test_nothing_private_is_left(photo: photos.Photo) -> None:
    new = kept(photo)
    assert new.small is not None
    with new.small() as file:
        small = file.read()
    for content in (content_of(new), small):
        found = segments(content)
        first, *others = found
        assert first[0] == 0xE0
        assert first[1][:5] == JFIF
        assert first[1][-2:] == b"\x00\x00"  # no thumbnail
        assert len(first[1]) == 14
        assert {marker for marker, _content in others} <= DRAWN
        assert content.count(b"\xff\xd8") == 1
        assert not any(secret in content for secret in photos.SECRETS)
        assert b"http" not in content


@pytest.mark.parametrize("photo", GOOD, ids=str)
def test_it_stands_upright_and_shows_the_same(photo: photos.Photo) -> None:
    new = kept(photo)
    with Image.open(io.BytesIO(content_of(new)), formats=("JPEG",)) as image:
        assert image.mode == "RGB"
        assert image.size == (new.width, new.height) == fitted(photo.size, LONGEST_SIDE)
        if photo.corners is not None:
            for shown, expected in zip(corners(image), photo.corners, strict=True):
                assert all(abs(a - b) < NEAR for a, b in zip(shown, expected, strict=True)), (
                    shown,
                    expected,
                )
    assert new.small is not None
    with new.small() as file, Image.open(file) as small:
        assert max(small.size) <= SMALL_SIDE


def fitted(size: tuple[int, int], most: int) -> tuple[int, int]:
    """The size that a photo gets in a square."""
    factor = min(1, most / max(size))
    return (max(1, round(size[0] * factor)), max(1, round(size[1] * factor)))


def corners(image: Image.Image) -> list[tuple[int, ...]]:
    """The colours in the middle of the four quarters."""
    found = []
    for y in (1, 3):
        for x in (1, 3):
            pixel = image.getpixel((image.width * x // 4, image.height * y // 4))
            assert isinstance(pixel, tuple)
            found.append(pixel)
    return found


@pytest.mark.parametrize("photo", BAD, ids=str)
def test_what_cannot_be_received_is_named_with_what_to_do(photo: photos.Bad) -> None:
    with pytest.raises(Refused) as refused:
        receive(ContentFile(photo.make()), name=photo.name)
    assert f"“{photo.name}”" in str(refused.value)
    assert photo.advice in str(refused.value)


GROWTH = """
import io, resource
from vern.core.files.images import clean
from vern.core.files.tests.photos import large_jpeg
photo = io.BytesIO(large_jpeg(12000, 562))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
clean(photo, name="x.jpg")
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def test_a_photo_of_108_million_pixels_takes_little_memory() -> None:
    """Its pixels alone would be 430 MB."""
    answer = subprocess.run([sys.executable, "-c", GROWTH], capture_output=True, check=True)
    assert int(answer.stdout) < 120

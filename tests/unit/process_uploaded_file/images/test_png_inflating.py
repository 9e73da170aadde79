"""A PNG whose pixels ISA-L inflates is the same picture, or as damaged, as for Pillow alone."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from images.decoding.pieces import open_pieces
from images.decoding.png_inflating import take_pixels_from
from images.formats.png import without_metadata
from PIL import Image

from tests.unit.process_uploaded_file.sample_images import encoded, photo, png_chunk, png_header

COLOUR = {"L": 0, "RGB": 2, "P": 3, "LA": 4, "RGBA": 6}
# Width and height of a side of 16 in each of the seven passes of an interlaced image.
PASSES = ((2, 2), (2, 2), (4, 2), (4, 4), (8, 4), (8, 8), (16, 8))


def png(header: bytes, chunks: Sequence[bytes], palette: bytes = b"") -> bytes:
    pixels = [png_chunk(b"IDAT", chunk) for chunk in chunks]
    return b"".join((header, palette, *pixels, png_chunk(b"IEND", b"")))


def outcome(content: bytes, *, inflated_by_us: bool) -> bytes | None:
    """Return the pixels of a PNG, None if it is damaged."""
    try:
        decoder_input = without_metadata(content)
        if not inflated_by_us:
            image = Image.open(io.BytesIO(content), formats=("PNG",))
        else:
            image = Image.open(open_pieces(decoder_input.pieces), formats=("PNG",))
            take_pixels_from(image, decoder_input.pixels)
        return image.tobytes()
    except Exception:  # noqa: BLE001 - damaged, whatever the library calls it
        return None


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("size", [(1, 1), (7, 301), (1603, 602)])
@pytest.mark.parametrize("level", [0, 1, 9])
def test_the_pixels_are_the_same(mode: str, size: tuple[int, int], level: int) -> None:
    image = photo(size).convert("L").convert("I;16") if mode == "I;16" else photo(size).convert(mode)
    content = encoded(image, "PNG", compress_level=level)
    pixels = outcome(content, inflated_by_us=True)
    assert pixels == Image.open(io.BytesIO(content)).tobytes()


@pytest.mark.parametrize("mode", COLOUR)
def test_interlaced_pixels_are_the_same(mode: str) -> None:
    samples = len(Image.new(mode, (1, 1)).getbands())
    rows = b"".join(
        b"\0" + bytes((number * 31 + row * 7) % 256 for number in range(width * samples))
        for width, height in PASSES
        for row in range(height)
    )
    palette = png_chunk(b"PLTE", bytes(range(256)) * 3) if mode == "P" else b""
    content = png(png_header(16, 16, 8, COLOUR[mode], 1), [zlib.compress(rows)], palette)
    pixels = outcome(content, inflated_by_us=True)
    assert pixels is not None
    assert pixels == outcome(content, inflated_by_us=False)


PHOTO = encoded(photo((320, 240)), "PNG")
COMPRESSED = b"".join(bytes(chunk) for chunk in without_metadata(PHOTO).pixels)
HEADER = png_header(320, 240, 8, 2)


@given(cuts=st.lists(st.integers(0, len(COMPRESSED)), max_size=20))
def test_in_however_many_chunks_the_pixels_come(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(COMPRESSED)]
    chunks = [COMPRESSED[start:end] for start, end in pairwise(places)]
    assert outcome(png(HEADER, chunks), inflated_by_us=True) == photo((320, 240)).tobytes()


@given(end=st.integers(1, len(COMPRESSED) - 1))
def test_pixels_that_break_off_are_damaged(end: int) -> None:
    content = png(HEADER, [COMPRESSED[:end]])
    assert outcome(content, inflated_by_us=True) == outcome(content, inflated_by_us=False)


@given(place=st.integers(0, len(COMPRESSED) - 1), bits=st.integers(1, 255))
@example(place=0, bits=0x0F)  # the method's number
@example(place=1, bits=0x20)  # a dictionary is asked for
@example(place=len(COMPRESSED) - 1, bits=1)  # the checksum
def test_turned_bits_give_the_pixels_that_pillow_finds_or_none(place: int, bits: int) -> None:
    broken = bytearray(COMPRESSED)
    broken[place] ^= bits
    content = png(HEADER, [bytes(broken)])
    # None, too, where Pillow has all its pixels before the damage comes.
    assert outcome(content, inflated_by_us=True) in (None, outcome(content, inflated_by_us=False))


def test_what_inflates_to_far_more_than_the_image_is_left_alone() -> None:
    endless = zlib.compress(bytes(1 + 320 * 3) * 240 + bytes(200_000_000), 9)
    assert outcome(png(HEADER, [endless]), inflated_by_us=True) == bytes(320 * 240 * 3)

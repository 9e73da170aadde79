"""A progressive JPEG that is decoded at an eighth gives the same pixels without what is left out."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from images.decoding.pieces import open_pieces
from images.formats.jpeg import JpegInput, without_metadata
from images.thumbnails import Rejection, Thumbnail, WantedThumbnail
from PIL import Image

from tests.unit.process_uploaded_file.images.one_thumbnail import LIMITS, one_thumbnail
from tests.unit.process_uploaded_file.sample_images import encoded, jpeg_segment, photo

END = b"\xff\xd9"


def progressive(mode: str = "RGB", size: tuple[int, int] = (643, 482), **options: object) -> bytes:
    return encoded(photo(size).convert(mode), "JPEG", progressive=True, quality=90, **options)


def at_an_eighth(decoder_input: JpegInput, *, with_less: bool) -> bytes:
    """Return the pixels that libjpeg decodes at an eighth, of the file or of what is enough for that."""
    image = Image.open(open_pieces(decoder_input.pieces))
    image.draft(None, (1, 1))
    assert image.decoderconfig == (8, 0)  # as the format asks it
    if with_less:
        assert decoder_input.for_an_eighth is not None
        image.fp = open_pieces(decoder_input.for_an_eighth)  # as the format sets it
    return image.tobytes()


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
@pytest.mark.parametrize("subsampling", [0, 1, 2])
@pytest.mark.parametrize("size", [(8, 8), (643, 482), (1601, 9), (2400, 2400)])
@pytest.mark.parametrize("restarts", [0, 7])
def test_the_pixels_are_the_same(mode: str, subsampling: int, size: tuple[int, int], restarts: int) -> None:
    content = progressive(mode, size, subsampling=subsampling, restart_marker_blocks=restarts)
    decoder_input = without_metadata(content)
    assert at_an_eighth(decoder_input, with_less=True) == at_an_eighth(decoder_input, with_less=False)


def test_of_brightness_no_details_are_left_and_of_colours_all() -> None:
    decoder_input = without_metadata(progressive())
    assert decoder_input.for_an_eighth is not None
    whole, less = (
        b"".join(map(bytes, pieces)) for pieces in (decoder_input.pieces, decoder_input.for_an_eighth)
    )
    colours = [whole.count(b"\xff\xda\x00\x08\x01" + bytes((component,))) for component in (2, 3)]
    assert colours == [less.count(b"\xff\xda\x00\x08\x01" + bytes((component,))) for component in (2, 3)]
    assert less.count(b"\xff\xda\x00\x08\x01\x01") == 1  # the one that says that all are zero


def test_a_thumbnail_is_made_of_less_where_an_eighth_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    content = progressive(size=(3300, 2500))
    wanted = WantedThumbnail("default", 200, 200, "contain", 80)
    thumbnail = one_thumbnail(content, LIMITS, wanted)
    monkeypatch.setattr("images.decoding.progressive_jpeg.pieces_for_an_eighth", lambda *_: None)
    assert isinstance(thumbnail, Thumbnail)
    assert thumbnail == one_thumbnail(content, LIMITS, wanted)


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("baseline", encoded(photo(), "JPEG")),
        ("without an end", progressive().removesuffix(END)),
        ("whose height comes later", progressive().replace(END, jpeg_segment(0xDC, b"\x01\xe2") + END)),
        ("of first coefficients alone", b""),
    ],
)
def test_such_a_file_goes_to_the_decoder_whole(what: str, content: bytes) -> None:
    if what == "of first coefficients alone":
        whole = progressive("L")
        second_scan = whole.index(b"\xff\xda", whole.index(b"\xff\xda") + 2)
        content = whole[: whole.rindex(b"\xff\xc4", 0, second_scan)] + END
    assert without_metadata(content).for_an_eighth is None


LARGE = progressive(size=(1700, 1300), comment=b"between")
FIRST_SCAN = LARGE.index(b"\xff\xda")


@given(end=st.integers(FIRST_SCAN, len(LARGE) - 40))  # of a few bytes, the last block can be made
@example(end=FIRST_SCAN + 5)
@example(end=LARGE.rindex(b"\xff\xda") + 6)
def test_a_file_that_breaks_off_is_damaged_at_an_eighth_too(end: int) -> None:
    result = one_thumbnail(LARGE[:end], LIMITS, WantedThumbnail("default", 20, 20, "contain", 80))
    assert isinstance(result, Rejection)


@given(place=st.integers(FIRST_SCAN, len(LARGE) - 1), byte=st.integers(0, 255))
def test_whatever_is_wrong_in_a_file_it_is_a_result(place: int, byte: int) -> None:
    content = LARGE[:place] + bytes((byte,)) + LARGE[place + 1 :]
    result = one_thumbnail(content, LIMITS, WantedThumbnail("default", 20, 20, "contain", 80))
    assert isinstance(result, Thumbnail | Rejection)


def test_metadata_between_scans_is_left_out() -> None:
    content = progressive()
    second_scan = content.index(b"\xff\xda", content.index(b"\xff\xda") + 2)
    marker = content.rindex(b"\xff\xc4", 0, second_scan)
    decoder_input = without_metadata(content[:marker] + jpeg_segment(0xFE, b"SECRET") + content[marker:])
    assert decoder_input.for_an_eighth is not None
    assert b"SECRET" not in b"".join(map(bytes, decoder_input.for_an_eighth))
    assert at_an_eighth(decoder_input, with_less=True) == at_an_eighth(decoder_input, with_less=False)
    assert Image.open(io.BytesIO(content)).size == (643, 482)

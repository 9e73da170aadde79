"""The small parts of making a thumbnail: type, orientation, frame, decoder_input, memory."""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from images.all_formats import FORMATS
from images.content_types import content_type_of
from images.decoding import libheif  # noqa: F401 - registers HEIC and HEIF in Pillow
from images.decoding.exif_orientation import orientation_of
from images.decoding.icc_profile import MAX_PROFILE_BYTES
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import RejectedImageError
from images.formats import jpeg, png
from images.framing import frame_for
from images.scaling import memory_budget
from PIL import Image

from tests.unit.process_uploaded_file.sample_images import (
    encoded,
    exif,
    jpeg_segment,
    photo,
    png_chunk,
    with_chunks,
    with_segments,
)

MEBIBYTE = 1024 * 1024
SEEDS = {
    "image/jpeg": encoded(photo((64, 48)), "JPEG", exif=exif(6)),
    "image/png": encoded(photo((64, 48)), "PNG", exif=exif(6)),
    "image/gif": encoded(photo((64, 48)), "GIF"),
}

# Type


@pytest.mark.parametrize(
    "image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC", "HEIF"]
)
def test_the_content_tells_the_type(image_format: str) -> None:
    assert content_type_of(encoded(photo((16, 16)), image_format)) == Image.MIME[image_format]


@pytest.mark.parametrize(
    ("start", "content_type"),
    [
        (b"II+\0\x08\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"GIF87a", "image/gif"),
        (b"\0\0\0\x1cftypavis\0\0\0\0", "image/avif"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0miafavif", "image/avif"),
        (b"\0\0\0\x14ftypmif1\0\0\0\0avif", "image/avif"),
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x1cftypisom\0\0\0\0avc1", None),
        (b"\0\0\0\x0cftypmif1avif", "image/heif"),
        (b"\0\0\0\x18ftypheis\0\0\0\0mif1heis", "image/heic"),
        (b"\0\0\0\x18ftypheim\0\0\0\0mif1heim", "image/heic"),
        (b"\0\0\0\x18ftyphevc\0\0\0\0msf1hevc", "image/heic-sequence"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "image/heic"),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", "image/heif"),
        (b"\0\0\0\x18ftypmsf1\0\0\0\0msf1iso8", "image/heif-sequence"),
        (b"\0\0\0\x0cjP  \r\n\x87\n\0\0\0\x14ftypjp2 ", "image/jp2"),
        (b"\xff\x4f\xff\x51\0\x2f", "image/j2c"),
        (b"\xff\xd8\0\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"\xff\xd8\0\0\0\0\xff\xdb\0\x43", "image/jpeg"),
        (b"\xff\xd8\0\0\0\0\0\0", None),
        (b"\xff\x0a" + bytes(9), "image/jxl"),
        (b"BM and some text", None),
        (b"BM" + bytes(12), "image/bmp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"GIF90a", None),
        (b"\xff\xd8", None),
        (b"", None),
        (b"<html><svg>", "image/svg+xml"),
    ],
)
def test_the_first_bytes_tell_the_type(start: bytes, content_type: str | None) -> None:
    assert content_type_of(start) == content_type


# Orientation


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("order", "<>")
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_reads_the_orientation(orientation: int, order: str, prefix: bytes) -> None:
    entries = [(0x010F, 2, 4, 0), (0x0112, 3, 1, orientation if order == "<" else orientation << 16)]
    directory = b"".join(struct.pack(order + "HHII", *entry) for entry in entries)
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(entries))
    assert orientation_of(prefix + head + directory) == (orientation if 1 <= orientation <= 8 else 1)


@given(st.binary(max_size=60), st.sampled_from((b"", b"II*\0", b"MM\0*", b"Exif\0\0II*\0\x08\0\0\0")))
def test_any_bytes_have_an_orientation(content: bytes, prefix: bytes) -> None:
    assert 1 <= orientation_of(prefix + content) <= 8


# Frame

sides = st.integers(1, 70_000)


@given(
    st.tuples(sides, sides),
    st.tuples(st.integers(1, 4096), st.integers(1, 4096)),
    st.sampled_from(("contain", "cover")),
)
@example((65_535, 1), (200, 200), "contain")
@example((1, 65_535), (200, 200), "cover")
@example((3, 2), (1, 1), "cover")
def test_a_frame_lies_in_the_image_and_is_never_enlarged(
    source: tuple[int, int], wanted: tuple[int, int], fit: str
) -> None:
    frame = frame_for(source, wanted, fit)
    left, top, right, bottom = frame.box
    assert 0 <= left < right <= source[0]
    assert 0 <= top < bottom <= source[1]
    assert 1 <= frame.size[0] <= min(wanted[0], source[0])
    assert 1 <= frame.size[1] <= min(wanted[1], source[1])
    if fit == "contain":
        assert frame.box == (0, 0, *source)
    elif min(source) >= max(wanted):
        assert frame.size == wanted


# Decoder input


@pytest.mark.parametrize("content_type", SEEDS)
def test_a_decoder_receives_the_same_pixels_and_no_metadata(content_type: str) -> None:
    content = SEEDS[content_type]
    if content_type == "image/jpeg":
        content = with_segments(content, jpeg_segment(0xFE, b"SECRET"), jpeg_segment(0xE1, b"http://SECRET"))
    elif content_type == "image/png":
        content = with_chunks(content, png_chunk(b"tEXt", b"a\0SECRET"))
    decoder_input = FORMATS[content_type].decoder_input(content)
    assert b"SECRET" not in open_pieces(decoder_input.pieces).read()
    opened = Image.open(open_pieces(decoder_input.pieces))
    decoder_input.load(opened)
    assert opened.tobytes() == Image.open(io.BytesIO(content)).tobytes()
    assert decoder_input.orientation == (1 if content_type == "image/gif" else 6)


def test_other_formats_pass_as_they_are() -> None:
    assert FORMATS["image/bmp"].decoder_input(b"anything").pieces == (b"anything",)


@pytest.mark.parametrize("content_type", SEEDS)
@given(data=st.data())
def test_any_damage_leaves_a_decoder_input_or_a_rejection(content_type: str, data: st.DataObject) -> None:
    content = bytearray(SEEDS[content_type])
    for _ in range(data.draw(st.integers(0, 4))):
        place = data.draw(st.integers(0, len(content)))
        content[place : place + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=8))
    with contextlib.suppress(RejectedImageError):
        assert open_pieces(FORMATS[content_type].decoder_input(bytes(content)).pieces).read()


def test_a_progressive_jpeg_says_what_its_coefficients_take() -> None:
    for subsampling, samples in ((0, 3), (2, 1.5)):
        content = encoded(Image.new("RGB", (1600, 1600)), "JPEG", progressive=True, subsampling=subsampling)
        assert jpeg.without_metadata(content).decoder_bytes == 1600 * 1600 * samples * 2
    assert jpeg.without_metadata(encoded(Image.new("RGB", (1600, 1600)), "JPEG")).decoder_bytes == 0


def test_a_profile_that_inflates_beyond_any_in_use_is_left_out() -> None:
    for size, is_kept in ((MAX_PROFILE_BYTES, True), (MAX_PROFILE_BYTES + 1, False)):
        profile = png_chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(size)))
        decoder_input = png.without_metadata(with_chunks(SEEDS["image/png"], profile))
        assert (decoder_input.icc_profile is not None) == is_kept


# Memory


@pytest.mark.parametrize(
    ("memory", "content", "budget"), [(100, 0, 100), (100, 10, 80), (100, 50, 0), (100, 51, 0)]
)
def test_pixels_get_what_the_copies_of_the_file_leave(memory: int, content: int, budget: int) -> None:
    assert memory_budget(memory * MEBIBYTE, content * MEBIBYTE) == budget * MEBIBYTE


# Start


def test_only_the_decoders_that_are_needed_are_loaded() -> None:
    lambda_folder = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); "
        "from images.thumbnails import *;"
        "load_decoders(['image/jpeg']);"
        "content = sys.stdin.buffer.read();"
        "limits = ImageLimits(frozenset(['image/jpeg']), 10**6, 2**30);"
        "make_thumbnails(content, limits, [WantedThumbnail('default', 9, 9, 'contain', 80)]);"
        "print(*sorted(name for name in sys.modules if name.endswith('ImagePlugin')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(lambda_folder)],
        input=with_segments(SEEDS["image/jpeg"], jpeg_segment(0xE2, b"MPF\0" + bytes(30))),
        capture_output=True,
        check=True,
    )
    loaded = {name.removeprefix("PIL.").removesuffix("ImagePlugin") for name in done.stdout.decode().split()}
    assert loaded >= {"Jpeg", "Png", "WebP"}
    assert loaded <= {"Jpeg", "Png", "WebP", "Bmp", "Gif", "Ppm"}  # Pillow itself loads the last three


def test_every_decodable_type_is_found_by_its_content() -> None:
    formats = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC", "HEIF")
    assert {Image.MIME[name] for name in formats} == FORMATS.keys()

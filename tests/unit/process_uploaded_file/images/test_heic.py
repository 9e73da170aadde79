"""HEIC as telephones write it comes out as they show it; what else lies in a file is ignored."""

from __future__ import annotations

import io
import struct
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace

import pillow_heif
import pytest
from decoder.client import Decoder
from images import code_points
from images.decoding.decoder_input import CodePoints
from images.decoding.rejected_image import ImageProblem
from images.thumbnails import ProcessedImage, Rejection, Thumbnail, make_thumbnails
from PIL import Image

from tests.hostile import heif_files
from tests.hostile.heif_files import AV1, HEVC, Item, Reference, box, full_box, size_box
from tests.unit.process_uploaded_file import icc_profiles
from tests.unit.process_uploaded_file.images.one_thumbnail import (
    LIMITS,
    WANTED,
    difference,
    one_thumbnail,
    shown,
)
from tests.unit.process_uploaded_file.sample_images import (
    UPRIGHT_CORNERS,
    encoded,
    exif,
    four_corners,
    photo,
    stored_as,
    with_brand,
)

BEST = {"quality": 95, "subsampling": "4:4:4", "enc_params": {"preset": "ultrafast"}}
SIZE = (320, 160)
ALPHA = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"


def heic_of(picture: Image.Image, *more: bytes) -> bytes:
    """Return a HEIC of one picture with more properties."""
    return assembled([picture], {1: more})


def assembled(
    pictures: Sequence[Image.Image],
    more: Mapping[int, Sequence[bytes]],
    others: Sequence[Item] = (),
    references: Sequence[Reference] = (),
    primary: int = 1,
) -> bytes:
    """Return a HEIC of pictures, counted from 1, with more properties, and of other items behind them."""
    items: list[Item] = []
    properties: list[bytes] = []
    listed: dict[int, Sequence[int]] = {}
    for number, picture in enumerate(pictures, 1):
        stream, found = heif_files.stream_of(encoded(picture, "HEIC", **BEST), HEVC)
        own = [size_box(*picture.size), *(one for one in found if one[4:8] != b"colr"), *more.get(number, ())]
        listed[number] = range(len(properties) + 1, len(properties) + 1 + len(own))
        properties += own
        items.append((b"hvc1", stream))
    return heif_files.container(
        [*items, *others], properties, listed, references, brand=b"heic", primary=primary
    )


def flat(colour: str, size: tuple[int, int] = SIZE) -> Image.Image:
    return Image.new("RGB", size, colour)


def icc(profile: bytes) -> bytes:
    return box(b"colr", b"prof", profile)


def nclx(primaries: int, transfer: int) -> bytes:
    return box(b"colr", b"nclx", struct.pack(">HHHB", primaries, transfer, 6, 0x80))


# Orientation


@pytest.mark.parametrize(("orientation", "quarter_turns"), [(6, 3), (3, 2), (8, 1)])
def test_a_picture_is_turned_once_though_exif_says_it_too(orientation: int, quarter_turns: int) -> None:
    stored = stored_as(four_corners(SIZE), orientation)
    metadata = struct.pack(">I", 6) + exif(orientation)
    assert metadata[4:10] == b"Exif\0\0"
    content = assembled(
        [stored],
        {1: [box(b"irot", bytes((quarter_turns,)))]},
        [(b"Exif", metadata)],
        [(b"cdsc", 2, [1])],
    )
    made = make_thumbnails(content, LIMITS, (WANTED,))
    assert isinstance(made, ProcessedImage)
    assert (made.width, made.height) == SIZE
    assert difference(content, encoded(four_corners(SIZE), "TIFF")) < 3


def test_exif_alone_turns_nothing() -> None:
    metadata = struct.pack(">I", 6) + exif(6)
    content = assembled([four_corners(SIZE)], {}, [(b"Exif", metadata)], [(b"cdsc", 2, [1])])
    assert difference(content, encoded(four_corners(SIZE), "TIFF")) < 3


def aperture(width: int, height: int) -> bytes:
    """Return the property for the lower right corner of a picture of SIZE."""
    centre = SIZE[0] - width, 2, SIZE[1] - height, 2
    return box(b"clap", struct.pack(">8i", width, 1, height, 1, *centre))


def test_a_clean_aperture_is_cut_out() -> None:
    content = heic_of(four_corners(SIZE), aperture(260, 100))
    assert difference(content, encoded(four_corners(SIZE).crop((60, 60, *SIZE)), "TIFF")) < 3


def test_a_picture_that_is_mostly_cut_away_waits_for_another_libheif() -> None:
    # libheif 1.23.0 allows the whole picture 64 pixels more than its part; 1.23.6 decodes it.
    made = one_thumbnail(heic_of(four_corners(SIZE), aperture(100, 50)))
    assert isinstance(made, Rejection)
    assert made.problem is ImageProblem.TOO_MANY_PIXELS


# Which picture


def test_a_photograph_in_cells_is_put_together() -> None:
    cells = [flat(colour, (128, 128)) for colour in UPRIGHT_CORNERS]
    form = bytes((0, 0, 1, 1)) + struct.pack(">HH", 250, 240)
    streams = [heif_files.stream_of(encoded(cell, "HEIC", **BEST), HEVC) for cell in cells]
    found = streams[0][1]
    shared = range(2, 3 + len(found))
    content = heif_files.container(
        [(b"grid", form), *((b"hvc1", stream) for stream, _ in streams)],
        [size_box(250, 240), size_box(128, 128), *found],
        {1: [1], **dict.fromkeys(range(2, 6), shared)},
        [(b"dimg", 1, range(2, 6))],
        brand=b"heic",
    )
    assert difference(content, encoded(four_corners((256, 256)).crop((0, 0, 250, 240)), "TIFF")) < 4


def test_the_primary_picture_of_a_burst_is_taken() -> None:
    burst = [flat(colour) for colour in ("red", "lime", "blue")]
    assert difference(assembled(burst, {}, primary=2), encoded(flat("lime"), "TIFF")) < 2


@pytest.mark.parametrize(
    "kind",
    [
        b"urn:com:apple:photo:2020:aux:hdrgainmap\0",
        b"urn:mpeg:hevc:2015:auxid:2\0",  # depth
        b"urn:com:apple:photo:2018:aux:portraiteffectsmatte\0",
    ],
)
def test_maps_beside_the_picture_are_ignored(kind: bytes) -> None:
    auxiliary = {2: [full_box(b"auxC", 0, kind)]}
    content = assembled([photo(SIZE), flat("white")], auxiliary, references=[(b"auxl", 2, [1])])
    assert shown(content) == shown(heic_of(photo(SIZE)))


def test_the_thumbnail_that_a_camera_made_is_ignored() -> None:
    content = assembled([photo(SIZE), flat("white", (64, 32))], {}, references=[(b"thmb", 2, [1])])
    assert shown(content) == shown(heic_of(photo(SIZE)))


# Transparency


def test_alpha_that_is_multiplied_already_is_not_multiplied_again() -> None:
    colour, alpha = (200, 100, 40), 128
    mode, samples = "RGBa", bytes((*(round(one * alpha / 255) for one in colour), alpha))
    content = io.BytesIO()
    pillow_heif.encode(mode, SIZE, samples * (SIZE[0] * SIZE[1]), content, **deepcopy(BEST))
    assert b"prem" in content.getvalue()
    assert difference(content.getvalue(), Image.new("RGBA", (200, 100), (*colour, alpha))) < 4


# Colours


def ten_bits(size: tuple[int, int], *colour: int) -> bytes:
    """Return a HEIC of one colour, whose samples have ten bits."""
    content = io.BytesIO()
    samples = struct.pack(f"<{len(colour)}H", *(257 * one for one in colour)) * (size[0] * size[1])
    pillow_heif.encode("RGB;16" if len(colour) == 3 else "RGBA;16", size, samples, content, **deepcopy(BEST))
    return content.getvalue()


def test_ten_bits_become_eight() -> None:
    sound = encoded(Image.new("RGB", SIZE, (250, 120, 10)), "TIFF")
    assert difference(ten_bits(SIZE, 250, 120, 10), sound) < 3


@pytest.mark.parametrize("points", [(12, 13), (9, 16), (9, 18), (1, 13)], ids=str)
def test_code_points_become_srgb(points: tuple[int, int]) -> None:
    colour = (180, 90, 60)
    content = heic_of(Image.new("RGB", SIZE, colour), nclx(*points))
    meant = code_points.to_srgb(Image.new("RGB", (200, 100), colour), CodePoints(*points))
    assert difference(content, meant.convert("RGBA")) < 4


def test_the_curve_of_television_is_that_of_srgb() -> None:
    assert shown(heic_of(photo(SIZE), nclx(12, 1))) == shown(heic_of(photo(SIZE), nclx(12, 13)))


def test_the_profile_of_the_primary_picture_counts_though_another_has_code_points() -> None:
    content = assembled(
        [flat("white"), Image.new("RGB", SIZE, (230, 20, 20))],
        {1: [nclx(9, 16)], 2: [icc(icc_profiles.swapped_rgb())]},
        primary=2,
    )
    assert difference(content, encoded(Image.new("RGB", SIZE, (20, 230, 20)), "TIFF")) < 12


# Memory


@pytest.mark.parametrize(
    ("bits", "mode", "each"), [(8, "RGB", 10), (8, "RGBA", 13), (10, "RGB", 16), (10, "RGBA", 21)]
)
def test_as_much_memory_as_a_picture_is_said_to_take_is_enough(bits: int, mode: str, each: int) -> None:
    size = 2000, 1500
    colour = (250, 120, 10, 99)[: len(mode)]
    flat_image = Image.new(mode, size, colour)
    content = encoded(flat_image, "HEIC", **BEST) if bits == 8 else ten_bits(size, *colour)
    reduced = 4 / 5**2  # of Pillow's smaller image, for each pixel of the whole one
    needed = 2 * len(content) + int(size[0] * size[1] * (each + reduced))
    enough, little = (replace(LIMITS, memory_bytes=needed + more) for more in (1_000_000, -1_000_000))
    decoder = Decoder(enough)
    try:
        assert isinstance(decoder.make_thumbnails(content, enough, (WANTED,)), ProcessedImage)
    finally:
        decoder._server.close()
    made = one_thumbnail(content, little)
    assert isinstance(made, Rejection)
    assert made.problem is ImageProblem.TOO_MANY_PIXELS


# What is not taken


def test_another_codec_in_the_container_is_a_variant_that_is_not_supported() -> None:
    avif = encoded(photo(SIZE), AV1.pillow_name, **AV1.options)
    for brand, content_type in ((b"mif1", "image/heif"), (b"heic", "image/heic")):
        made = one_thumbnail(with_brand(avif, brand))
        assert made == Rejection(ImageProblem.VARIANT_NOT_SUPPORTED, content_type, *SIZE)


def test_more_pixels_than_are_allowed_are_not_decoded() -> None:
    content = encoded(photo((200, 200)), "HEIC")
    few = replace(LIMITS, max_pixels=10_000)
    assert one_thumbnail(content, few) == Rejection(ImageProblem.TOO_MANY_PIXELS, "image/heic")


def test_cells_that_all_are_the_whole_file_are_not_read_without_end() -> None:
    filler = struct.pack(">IBB", 1_000_002, 38 << 1, 1) + bytes(1_000_000)  # a unit that says nothing
    content = heif_files.grid(4, 4, 64, 64, behind=filler, codec=HEVC)
    assert isinstance(one_thumbnail(content), Thumbnail)
    made = one_thumbnail(content, replace(LIMITS, max_pixels=100_000))
    assert isinstance(made, Rejection)
    assert made.problem is ImageProblem.TOO_MANY_PIXELS


def test_a_stream_of_more_pixels_than_are_allowed_is_not_decoded() -> None:
    content = bytearray(heif_files.square(400, HEVC))
    place = content.index(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", 60, 60)
    made = one_thumbnail(bytes(content), replace(LIMITS, max_pixels=10_000))
    assert isinstance(made, Rejection)
    assert made.problem is ImageProblem.TOO_MANY_PIXELS

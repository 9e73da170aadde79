"""PNG, GIF, TIFF and AVIF beside the standard come out as browsers show them, or are refused."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import pytest
from images.thumbnails import ImageProblem, Rejection
from PIL import Image

from tests.hostile import heif_files
from tests.unit.process_uploaded_file.images.one_thumbnail import difference, one_thumbnail, shown
from tests.unit.process_uploaded_file.odd_images import (
    orientation_entry,
    png,
    png16,
    sixteen_bits,
    small_frame_gif,
    tiff,
    tiles,
    with_wrong_checksum,
)
from tests.unit.process_uploaded_file.sample_images import encoded, four_corners, photo, png_chunk, stored_as

# PNG

DARK = Image.linear_gradient("L").resize((64, 64)).point(lambda value: value // 16)
RED_AND_BLUE = bytes((255, 0, 0)) * 5_000 + bytes((0, 0, 255)) * 5_000
PALETTE = png_chunk(b"PLTE", bytes((255, 0, 0, 0, 0, 255)))
INDEXES = bytes(5_000) + b"\1" * 5_000


def alpha_of(content: bytes) -> list[int]:
    """Return alpha of the upper and the lower half."""
    image = shown(content).getchannel("A")
    return [int(image.getpixel((50, row))) for row in (10, 90)]  # type: ignore[arg-type] # L has one


@pytest.mark.parametrize("low", [0, 1, 255])
@pytest.mark.parametrize("level", [0, 7, 15])
def test_of_16_bits_all_are_compared(level: int, low: int) -> None:
    wanted, other = bytes((level, low)), bytes((level, low ^ 1))
    image = Image.merge("RGB", (DARK,) * 3)
    alpha = shown(png16(image, png_chunk(b"tRNS", wanted * 3), low=low)).getchannel("A")
    assert alpha.histogram()[0] == DARK.histogram()[level]
    for samples in (other * 3, wanted * 2 + other, other + wanted * 2):
        assert shown(png16(image, png_chunk(b"tRNS", samples), low=low)).getchannel("A").getextrema() == (
            255,
            255,
        )


def test_of_16_bits_in_a_large_picture_all_are_compared() -> None:
    row = bytes(6) * 700 + b"\0\0\0\0\0\1" * 700
    large = png(1400, 1500, 16, 2, row * 1500, png_chunk(b"tRNS", bytes(6)))
    alpha = shown(large).getchannel("A")
    assert (alpha.getpixel((20, 100)), alpha.getpixel((180, 100))) == (0, 255)


@pytest.mark.parametrize(
    ("chunks", "wanted"),
    [
        ([png_chunk(b"tRNS", b"\0\xff\0\0\0\0")], [0, 255]),
        ([png_chunk(b"tRNS", b"\1\xff\2\0\3\0")], [0, 255]),
        ([png_chunk(b"tRNS", b"\0\xff\0\0\0\0\0\0")], [0, 255]),
        ([png_chunk(b"tRNS", b"\0\xff\0\0\0")], [255, 255]),
        ([png_chunk(b"tRNS", b"")], [255, 255]),
        ([with_wrong_checksum(png_chunk(b"tRNS", b"\0\xff\0\0\0\0"))], [255, 255]),
        (
            [with_wrong_checksum(png_chunk(b"tRNS", bytes(6))), png_chunk(b"tRNS", b"\0\xff\0\0\0\0")],
            [0, 255],
        ),
        ([png_chunk(b"tRNS", b"\0\xff\0\0\0\0"), png_chunk(b"tRNS", b"\0\0\0\0\0\xff")], [0, 255]),
    ],
    ids=["sound", "high bits", "long", "short", "empty", "checksum", "then a sound one", "two"],
)
def test_a_transparent_colour_counts_as_libpng_counts_it(chunks: list[bytes], wanted: list[int]) -> None:
    assert alpha_of(png(100, 100, 8, 2, RED_AND_BLUE, *chunks)) == wanted


@pytest.mark.parametrize(
    ("chunks", "wanted"),
    [
        ([PALETTE, png_chunk(b"tRNS", b"\x40")], [0x40, 255]),
        ([PALETTE, png_chunk(b"tRNS", b"\x40\x80\0\0\0")], [0x40, 0x80]),
        ([PALETTE, png_chunk(b"tRNS", b"\x40" * 257)], [255, 255]),
        ([PALETTE, png_chunk(b"tRNS", b"")], [255, 255]),
        ([PALETTE, with_wrong_checksum(png_chunk(b"tRNS", b"\x40"))], [255, 255]),
        ([png_chunk(b"tRNS", b"\x40"), PALETTE], [255, 255]),
    ],
    ids=["short", "longer than the palette", "longer than any", "empty", "checksum", "before the palette"],
)
def test_transparency_of_a_palette_counts_as_libpng_counts_it(chunks: list[bytes], wanted: list[int]) -> None:
    assert alpha_of(png(100, 100, 8, 3, INDEXES, *chunks)) == wanted


@pytest.mark.parametrize("colour", [4, 6])
def test_transparency_beside_alpha_is_ignored(colour: int) -> None:
    samples = b"\xff" * (10_000 * {4: 2, 6: 4}[colour])
    assert alpha_of(png(100, 100, 8, colour, samples, png_chunk(b"tRNS", b"\0\xff\0\xff\0\xff"))) == [255] * 2


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_an_orientation_counts_before_the_pixels_alone(orientation: int) -> None:
    upright = four_corners((400, 300))
    turned = stored_as(upright, orientation)
    entry = png_chunk(b"eXIf", orientation_entry(3, bytes((orientation, 0))))
    before = png(*turned.size, 8, 2, turned.tobytes(), entry)
    behind = png(*turned.size, 8, 2, turned.tobytes(), after=[entry])
    assert difference(before, encoded(upright, "PNG")) < 1
    assert difference(behind, encoded(turned, "PNG")) < 1


# GIF

FRAME = Image.linear_gradient("L").resize((50, 40)).convert("P")


@pytest.mark.parametrize("is_local", [False, True])
@pytest.mark.parametrize("background", [0, 3])
@pytest.mark.parametrize(
    ("screen", "place"),
    [((100, 90), (25, 25)), ((100, 90), (0, 0)), ((50, 41), (0, 1)), ((60, 60), (30, 30))],
)
def test_what_the_first_frame_does_not_cover_is_transparent(
    screen: tuple[int, int], place: tuple[int, int], background: int, is_local: bool
) -> None:
    made = shown(small_frame_gif(screen, place, FRAME, background=background, is_local=is_local))
    size = max(screen[0], place[0] + 50), max(screen[1], place[1] + 40)
    wanted = Image.new("RGBA", size)
    wanted.paste(FRAME.convert("RGBA"), place)
    assert made.size == size
    assert made.getchannel("A").tobytes() == wanted.getchannel("A").tobytes()
    visible = made.crop((*place, place[0] + 50, place[1] + 40))
    assert visible.tobytes() == FRAME.convert("RGBA").tobytes()


def test_a_transparent_colour_of_a_small_frame_stays_so() -> None:
    made = shown(small_frame_gif((100, 90), (25, 25), FRAME, transparent=FRAME.getpixel((0, 0))))  # type: ignore[arg-type] # P has one
    assert made.getpixel((25, 25))[3] == made.getpixel((5, 5))[3] == 0  # type: ignore[index] # RGBA has four
    assert made.getpixel((25, 64))[3] == 255  # type: ignore[index] # RGBA has four


# TIFF

PICTURE = photo((300, 200))
RIGHT = encoded(PICTURE, "PNG")
BASE = {256: 300, 257: 200}
ORDERS = pytest.mark.parametrize("order", ["<", ">"])
PACKED = pytest.mark.parametrize("compression", [1, 8])


def packed(strips: Sequence[bytes], compression: int) -> list[bytes]:
    return [zlib.compress(strip) if compression == 8 else strip for strip in strips]


@PACKED
@pytest.mark.parametrize(("mode", "side"), [("L", 64), ("RGB", 64), ("RGB", 128), ("RGBA", 16)])
@pytest.mark.parametrize(("order", "is_big"), [("<", False), (">", False), ("<", True)])
def test_tiles_that_are_listed_as_strips(
    mode: str, side: int, order: str, compression: int, is_big: bool
) -> None:
    image = PICTURE.convert(mode)
    samples = len(image.getbands())
    entries: dict[int, Any] = {**BASE, 258: [8] * samples, 259: compression, 277: samples}
    entries |= {262: 1 if mode == "L" else 2} | {322: side, 323: side} | ({338: 2} if mode == "RGBA" else {})
    content = tiff(entries, packed(tiles(image, side), compression), order=order, is_big=is_big)
    assert difference(content, encoded(image, "TIFF")) < 1


def test_a_big_tiff_of_big_endian_numbers_is_refused_honestly() -> None:
    content = tiff({**BASE, 258: 8, 262: 1}, [bytes(60_000)], order=">", is_big=True)
    assert one_thumbnail(content) == Rejection(ImageProblem.VARIANT_NOT_SUPPORTED, "image/tiff")


@ORDERS
@PACKED
@pytest.mark.parametrize(("bits", "factor"), [(8, 1), (8, 257), (4, 1), (4, 257)])
def test_a_colour_map_of_8_or_16_bits(bits: int, factor: int, order: str, compression: int) -> None:
    colours = 1 << bits
    image = PICTURE.quantize(colours)
    palette = (image.getpalette("RGB") or []) + [0] * 3 * colours
    colour_map = [factor * palette[3 * place + channel] for channel in range(3) for place in range(colours)]
    indexes = image.tobytes()
    if bits == 4:
        indexes = bytes(one << 4 | other for one, other in zip(indexes[::2], indexes[1::2], strict=True))
    entries: dict[int, Any] = {**BASE, 258: bits, 259: compression, 262: 3, 277: 1, 320: colour_map}
    assert (
        difference(
            tiff(entries, packed([indexes], compression), order=order), encoded(image.convert("RGB"), "TIFF")
        )
        < 1
    )


@ORDERS
@PACKED
@pytest.mark.parametrize("bits", [8, 16])
@pytest.mark.parametrize("mode", ["RGB", "CMYK"])
@pytest.mark.parametrize("rows", [200, 64])
def test_separate_planes(rows: int, mode: str, bits: int, order: str, compression: int) -> None:
    image = PICTURE.convert(mode)
    planes = [
        band.crop((0, top, 300, min(200, top + rows)))
        for band in image.split()
        for top in range(0, 200, rows)
    ]
    strips = [sixteen_bits(one, order) if bits == 16 else one.tobytes() for one in planes]
    samples = len(image.getbands())
    entries: dict[int, Any] = {**BASE, 258: [bits] * samples, 259: compression, 277: samples}
    entries |= {278: rows, 284: 2}
    entries[262] = 2 if mode == "RGB" else 5
    content = tiff(entries, packed(strips, compression), order=order)
    assert difference(content, encoded(image, "TIFF")) < 1


@ORDERS
@PACKED
@pytest.mark.parametrize("extra", [0, 1, 2, (0, 0), None])
@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_separate_planes_with_more_samples_are_right_or_refused(
    mode: str, extra: int | tuple[int, int] | None, order: str, compression: int
) -> None:
    image = PICTURE.convert(mode)
    more = len(extra) if isinstance(extra, tuple) else 1
    planes = [band.tobytes() for band in (*image.split(), *[Image.new("L", image.size, 255)] * more)]
    entries: dict[int, Any] = {**BASE, 258: [8] * len(planes), 259: compression, 277: len(planes), 284: 2}
    entries |= {262: {"L": 1, "RGB": 2, "CMYK": 5}[mode]} | ({} if extra is None else {338: extra})
    content = tiff(entries, packed(planes, compression), order=order)
    made = one_thumbnail(content)
    if isinstance(made, Rejection):
        assert made.problem in (ImageProblem.VARIANT_NOT_SUPPORTED, ImageProblem.DAMAGED)
    else:
        assert difference(content, encoded(image, "TIFF")) < 1.5


# AVIF


def cells_with_alpha(rows: int, columns: int, has_alpha: Sequence[bool]) -> bytes:
    """Return an AVIF grid of cells of 64 pixels, each of them with an alpha of its own or without."""
    picture, found = heif_files.stream(64)
    grey = encoded(Image.new("L", (64, 64), 128), "AVIF", speed=10, quality=100)
    alpha = dict(heif_files.boxes(grey))[b"mdat"]
    file = dict(heif_files.boxes(grey))
    told = dict(heif_files.boxes(dict(heif_files.boxes(file[b"meta"][4:]))[b"iprp"]))[b"ipco"]
    of_alpha = [
        heif_files.box(kind, said) for kind, said in heif_files.boxes(told) if kind in (b"av1C", b"pixi")
    ]
    auxiliary = heif_files.full_box(b"auxC", 0, b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")
    size = columns * 64, rows * 64
    properties = [
        *(heif_files.size_box(*size), heif_files.size_box(64, 64), auxiliary),
        *found,
        *of_alpha,
    ]
    form = bytes((0, 0, rows - 1, columns - 1)) + struct.pack(">HH", *size)
    cells = range(2, 2 + rows * columns)
    with_alpha = [cell for cell, has in zip(cells, has_alpha, strict=True) if has]
    alphas = range(cells.stop, cells.stop + len(with_alpha))
    shared, grey_ones = range(4, 4 + len(found)), range(4 + len(found), 4 + len(found) + len(of_alpha))
    return heif_files.container(
        [(b"grid", form), *[(b"av01", picture)] * len(cells), *[(b"av01", alpha)] * len(alphas)],
        properties,
        {1: [1], **{cell: [2, *shared] for cell in cells}, **{one: [2, 3, *grey_ones] for one in alphas}},
        [
            (b"dimg", 1, cells),
            *((b"auxl", one, [cell]) for one, cell in zip(alphas, with_alpha, strict=True)),
        ],
    )


@pytest.mark.parametrize(("rows", "columns"), [(1, 2), (2, 1), (2, 3)])
def test_alpha_of_each_cell_is_kept(rows: int, columns: int) -> None:
    made = shown(cells_with_alpha(rows, columns, [True] * (rows * columns)))
    assert made.size == (columns * 64, rows * 64)
    assert made.getchannel("A").getextrema() == (128, 128)


def with_aperture(image: Image.Image, *numbers: int) -> bytes:
    content = encoded(image, "AVIF", speed=10, quality=95)
    file = dict(heif_files.boxes(content))
    told = dict(heif_files.boxes(dict(heif_files.boxes(file[b"meta"][4:]))[b"iprp"]))[b"ipco"]
    properties = [
        heif_files.box(kind, said)
        for kind, said in heif_files.boxes(told)
        if kind in (b"ispe", b"av1C", b"pixi", b"colr")
    ]
    clap = heif_files.box(b"clap", struct.pack(">8i", *numbers))
    listed = [*range(1, 1 + len(properties)), 0x80 | len(properties) + 1]
    return heif_files.container([(b"av01", file[b"mdat"])], [*properties, clap], {1: listed})


@pytest.mark.parametrize(
    ("numbers", "box"),
    [
        ((160, 1, 160, 1, -80, 1, 0, 1), (0, 0, 160, 160)),
        ((100, 1, 50, 1, 110, 1, 55, 1), (220, 110, 320, 160)),
        ((202, 2, 101, 1, 1, 2, 1, 2), (110, 30, 211, 131)),
        ((101, 1, 51, 1, 0, 1, 0, 1), (0, 0, 320, 160)),
        ((1000, 1, 10, 1, 0, 1, 0, 1), (0, 0, 320, 160)),
        ((100, 1, 50, 1, 111, 1, 0, 1), (0, 0, 320, 160)),
        ((100, 0, 50, 1, 0, 1, 0, 1), (0, 0, 320, 160)),
    ],
    ids=["half", "corner", "fractions", "between pixels", "too large", "beyond the edge", "no number"],
)
def test_a_clean_aperture_of_whole_pixels_is_cut_out(
    numbers: tuple[int, ...], box: tuple[int, int, int, int]
) -> None:
    image = four_corners((320, 160))
    assert difference(with_aperture(image, *numbers), encoded(image.crop(box), "TIFF")) < 3

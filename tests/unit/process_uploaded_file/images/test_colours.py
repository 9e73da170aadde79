"""Colours of CMYK without a profile, of profiles that few programs read, and of code points."""

from __future__ import annotations

import zlib
from typing import Any

import pytest
from PIL import Image

from tests.hostile import heif_files
from tests.unit.process_uploaded_file import icc_profiles
from tests.unit.process_uploaded_file.images.one_thumbnail import difference, shown
from tests.unit.process_uploaded_file.odd_images import cmyk_without_adobe, png16, with_type
from tests.unit.process_uploaded_file.sample_images import encoded, photo, png_chunk, with_chunks

# What littleCMS makes of these inks with the profile "Chemical proof", of coated paper and in the public
# domain: perceptual, 8 bits, sRGB. `tools/build_packages/press_table.py` says where the profile is found.
ON_PAPER = {
    (0, 0, 0, 0): (255, 255, 255),
    (255, 0, 0, 0): (0, 153, 227),
    (0, 255, 0, 0): (234, 0, 128),
    (0, 0, 255, 0): (255, 240, 0),
    (0, 0, 0, 255): (20, 5, 0),
    (255, 255, 0, 0): (32, 6, 117),
    (255, 0, 255, 0): (0, 141, 45),
    (0, 255, 255, 0): (232, 0, 0),
    (128, 0, 0, 0): (91, 193, 240),
    (0, 128, 0, 0): (245, 138, 182),
    (0, 0, 128, 0): (255, 248, 131),
    (0, 0, 0, 128): (134, 133, 132),
    (64, 51, 51, 13): (174, 171, 172),
    (20, 90, 110, 5): (224, 158, 129),
    (40, 160, 200, 30): (185, 97, 55),
    (190, 160, 150, 150): (44, 46, 48),
    (140, 60, 200, 20): (111, 138, 73),
    (200, 90, 20, 40): (23, 110, 153),
    (90, 200, 60, 10): (158, 71, 119),
    (10, 30, 70, 0): (244, 214, 175),
    (180, 30, 90, 60): (38, 129, 131),
    (128, 128, 128, 0): (131, 113, 110),
    (60, 60, 60, 100): (129, 122, 118),
    (200, 190, 180, 220): (16, 9, 7),
}
PATCH = 30


def chart() -> Image.Image:
    image = Image.new("CMYK", (len(ON_PAPER) * PATCH, 60))
    for place, inks in enumerate(ON_PAPER):
        image.paste(inks, (place * PATCH, 0, (place + 1) * PATCH, 60))
    return image


@pytest.mark.parametrize(
    "kind", ["JPEG", "progressive", "without a marker", "TIFF", "TIFF, LZW", "TIFF, JPEG"]
)
def test_cmyk_without_a_profile_looks_as_on_paper(kind: str) -> None:
    options: dict[str, Any] = {"quality": 100}
    made = {
        "JPEG": lambda: encoded(chart(), "JPEG", **options),
        "progressive": lambda: encoded(chart(), "JPEG", progressive=True, **options),
        "without a marker": lambda: cmyk_without_adobe(chart(), is_inverted=True, **options),
        "TIFF": lambda: encoded(chart(), "TIFF"),
        "TIFF, LZW": lambda: encoded(chart(), "TIFF", compression="tiff_lzw"),
        "TIFF, JPEG": lambda: encoded(chart(), "TIFF", compression="jpeg", quality=100),
    }[kind]()
    image = shown(made)
    errors = [
        distance(image, int((place + 0.5) * image.width / len(ON_PAPER)), wanted)
        for place, wanted in enumerate(ON_PAPER.values())
    ]
    assert max(errors) <= 6
    assert sum(errors) / len(errors) < 2.5


def test_a_profile_of_the_file_counts_before_the_table() -> None:
    with_profile = encoded(chart(), "JPEG", icc_profile=icc_profiles.reddish_cmyk())
    assert difference(with_profile, encoded(chart(), "JPEG")) > 30


# Types of profiles' content

PRIMARIES, CURVES = (b"rXYZ", b"gXYZ", b"bXYZ", b"wtpt"), (b"rTRC", b"gTRC", b"bTRC", b"kTRC")
CORBIS, MONACO = bytes.fromhex("17a505b8"), bytes.fromhex("9478ee00")


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("types", [(PRIMARIES, CORBIS), (CURVES, MONACO), (PRIMARIES[:1], CORBIS)], ids=str)
def test_types_of_corbis_and_monaco_are_read(
    types: tuple[tuple[bytes, ...], bytes], image_format: str
) -> None:
    profile = icc_profiles.swapped_rgb()
    odd = encoded(photo(), image_format, icc_profile=with_type(profile, *types))
    assert difference(odd, encoded(photo(), image_format, icc_profile=profile)) == 0
    assert difference(odd, encoded(photo(), image_format)) > 10


def test_a_grey_curve_of_monaco_is_read() -> None:
    grey = photo().convert("L")
    profile = icc_profiles.linear_grey()
    odd = encoded(grey, "PNG", icc_profile=with_type(profile, CURVES, MONACO))
    assert difference(odd, encoded(grey, "PNG", icc_profile=profile)) == 0


# Code points: what Chromium 156 draws on a canvas for six levels of grey, then for red, green and blue.
RAMP = [Image.new("RGB", (40, 40), (level,) * 3) for level in (0, 51, 102, 153, 204, 255)] + [
    Image.new("RGB", (40, 40), colour) for colour in ((153, 0, 0), (0, 153, 0), (0, 0, 153))
]
AS_CHROMIUM: dict[tuple[int, int], list[int | tuple[int, int, int]]] = {
    (1, 13): [0, 51, 102, 153, 204, 255, (153, 0, 0), (0, 153, 0), (0, 0, 153)],
    (12, 13): [0, 51, 102, 153, 204, 255, (168, 0, 0), (0, 156, 0), (0, 0, 160)],
    (9, 1): [0, 40, 94, 147, 201, 255, (185, 0, 0), (0, 156, 0), (0, 0, 155)],
    (1, 4): [0, 48, 102, 154, 205, 255, (154, 0, 0), (0, 154, 0), (0, 0, 154)],
    (1, 8): [0, 124, 170, 203, 231, 255, (203, 0, 0), (0, 203, 0), (0, 0, 203)],
    (9, 16): [0, 18, 79, 200, 255, 255, (251, 0, 0), (0, 212, 0), (0, 0, 210)],
    (1, 16): [0, 18, 80, 200, 255, 255, (204, 0, 0), (0, 203, 0), (0, 0, 203)],
    (9, 18): [0, 31, 76, 126, 207, 255, (141, 0, 0), (0, 129, 0), (0, 0, 102)],
}


def ramp() -> Image.Image:
    image = Image.new("RGB", (40 * len(RAMP), 40))
    for place, patch in enumerate(RAMP):
        image.paste(patch, (40 * place, 0))
    return image


def assert_as_chromium(content: bytes, points: tuple[int, int], by: int) -> None:
    image = shown(content)
    for place, wanted in enumerate(AS_CHROMIUM[points]):
        colour = (wanted,) * 3 if isinstance(wanted, int) else wanted
        assert distance(image, int((place + 0.5) * image.width / len(RAMP)), colour) <= by, (place, colour)


def distance(image: Image.Image, across: int, colour: tuple[int, ...]) -> int:
    """Return by how much the worst channel differs there, in the middle row."""
    found = image.convert("RGB").getpixel((across, image.height // 2))
    assert isinstance(found, tuple)
    return max(abs(one - other) for one, other in zip(found, colour, strict=True))


def cicp(points: tuple[int, int]) -> bytes:
    return png_chunk(b"cICP", bytes((*points, 0, 1)))


@pytest.mark.parametrize("points", AS_CHROMIUM, ids=str)
def test_code_points_of_a_png_count_as_in_chromium(points: tuple[int, int]) -> None:
    for mode in ("RGB", "RGBA"):
        assert_as_chromium(with_chunks(encoded(ramp().convert(mode), "PNG"), cicp(points)), points, by=9)
    assert_as_chromium(png16(ramp(), cicp(points)), points, by=9)


def test_code_points_count_before_a_profile() -> None:
    profile = png_chunk(b"iCCP", b"a\0\0" + zlib.compress(icc_profiles.swapped_rgb()))
    assert_as_chromium(with_chunks(encoded(ramp(), "PNG"), profile, cicp((9, 16))), (9, 16), by=9)


@pytest.mark.parametrize("points", [(1, 2), (2, 2), (22, 16), (9, 99)])
def test_unknown_code_points_change_nothing(points: tuple[int, int]) -> None:
    plain = encoded(ramp(), "PNG")
    assert difference(with_chunks(plain, cicp(points)), plain) == 0


def test_grey_of_a_high_range_stays_grey() -> None:
    made = with_chunks(encoded(ramp().convert("L"), "PNG"), cicp((9, 16)))
    colour = shown(made).convert("RGB").getpixel((100, 10))
    assert isinstance(colour, tuple)
    assert len(set(colour)) == 1


def nclx(points: tuple[int, int]) -> bytes:
    content = encoded(ramp(), "AVIF", quality=100, subsampling="4:4:4", speed=8)
    place = content.index(b"nclx") + 4
    return content[:place] + b"".join(number.to_bytes(2) for number in points) + content[place + 4 :]


@pytest.mark.parametrize("points", [(1, 13), (12, 13), (9, 16), (9, 18)], ids=str)
def test_code_points_of_an_avif_count_as_in_chromium(points: tuple[int, int]) -> None:
    assert b"nclx" in dict(heif_files.boxes(nclx(points)))[b"meta"]
    assert_as_chromium(nclx(points), points, by=10)


def test_the_curve_of_television_is_that_of_srgb_in_an_avif() -> None:
    assert difference(nclx((1, 1)), nclx((1, 13))) == 0

"""JPEGs beside the standard come out as libjpeg and browsers show them, or are damaged for certain."""

from __future__ import annotations

from typing import Any

import pytest
from images.thumbnails import ImageProblem, Rejection, make_thumbnails
from PIL import Image, ImageChops, ImageStat

from tests.unit.process_uploaded_file import icc_profiles
from tests.unit.process_uploaded_file.images.one_thumbnail import LIMITS, WANTED, difference, shown
from tests.unit.process_uploaded_file.odd_images import (
    cmyk_without_adobe,
    cut,
    orientation_entry,
    with_profile_parts,
    without_end,
)
from tests.unit.process_uploaded_file.sample_images import (
    encoded,
    four_corners,
    jpeg_segment,
    photo,
    with_segments,
    without_segments,
)

SOUND = encoded(photo(), "JPEG", quality=90)
SWAPPED, LINEAR = icc_profiles.swapped_rgb(), icc_profiles.linear_rgb()
FIRST, SECOND, THIRD = cut(SWAPPED, 3)
APPLIED = shown(with_profile_parts(SOUND, [(1, 1, SWAPPED)]))


# Profiles of several parts


@pytest.mark.parametrize(
    "parts",
    [
        [(1, 3, FIRST), (2, 3, SECOND), (3, 3, THIRD)],
        [(3, 3, THIRD), (1, 3, FIRST), (2, 3, SECOND)],
        [(1, 3, FIRST), (2, 3, SECOND), (3, 3, THIRD)] * 2,
        [(1, 1, SWAPPED), (1, 1, SWAPPED)],
        [(1, 1, SWAPPED), (1, 1, LINEAR)],
        [(1, 1, SWAPPED), (2, 2, LINEAR)],
        [(1, 1, SWAPPED), (0, 0, LINEAR)],
    ],
    ids=["in order", "shuffled", "twice", "whole twice", "another behind", "a part behind", "junk behind"],
)
def test_the_first_profile_that_comes_together_counts(parts: list[tuple[int, int, bytes]]) -> None:
    assert difference(with_profile_parts(SOUND, parts), APPLIED) < 1


@pytest.mark.parametrize(
    "parts",
    [
        [(1, 3, FIRST), (3, 3, THIRD)],
        [(1, 2, FIRST), (2, 2, SECOND + THIRD)][:1],
        [(0, 3, FIRST), (1, 3, SECOND), (2, 3, THIRD)],
        [(1, 3, FIRST), (2, 3, SECOND), (4, 3, THIRD)],
        [(1, 1, FIRST), (1, 1, SECOND), (1, 1, THIRD)],
        [(1, 3, FIRST), (1, 3, FIRST), (2, 3, SECOND), (3, 3, THIRD)],
        [(1, 3, FIRST), (2, 4, SECOND), (3, 3, THIRD)],
        [(1, 0, SWAPPED)],
        [(1, 255, SWAPPED)],
    ],
    ids=["gap", "cut off", "from 0", "beyond", "all 1", "part twice", "counts", "of none", "of many"],
)
def test_a_profile_that_does_not_come_together_is_none(parts: list[tuple[int, int, bytes]]) -> None:
    assert difference(with_profile_parts(SOUND, parts), SOUND) == 0


# CMYK without Adobe's marker

OPTIONS: list[dict[str, Any]] = [{}, {"progressive": True}, {"quality": 60}]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize(
    "picture",
    [photo(), four_corners(), photo((150, 400))],
    ids=["photo", "corners", "upright photo"],
)
def test_cmyk_without_a_marker_is_taken_for_inverted(picture: Image.Image, options: dict[str, Any]) -> None:
    cmyk = picture.convert("CMYK")
    inverted = cmyk_without_adobe(cmyk, is_inverted=True, **options)
    assert b"Adobe" not in inverted
    assert difference(inverted, encoded(cmyk, "JPEG", **options)) < 1


def with_black(image: Image.Image) -> Image.Image:
    """Return CMYK in which black replaces what the colours have in common, as for print."""
    cyan, magenta, yellow, _ = image.convert("CMYK").split()
    black = ImageChops.darker(ImageChops.darker(cyan, magenta), yellow)
    inks = (ImageChops.subtract(one, black) for one in (cyan, magenta, yellow))
    return Image.merge("CMYK", (*inks, black))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("picture", ["no black", "light", "white ground"])
def test_plain_cmyk_is_right_where_it_can_be_told(picture: str, options: dict[str, Any]) -> None:
    light = with_black(photo().point(lambda value: 128 + value // 2))
    white = Image.new("RGB", (640, 480), "white")
    white.paste(photo((300, 200)), (100, 100))
    cmyk = {"no black": photo().convert("CMYK"), "light": light, "white ground": with_black(white)}[picture]
    plain = cmyk_without_adobe(cmyk, is_inverted=False, **options)
    assert difference(plain, encoded(cmyk, "JPEG", **options)) < 3


def test_with_adobe_s_marker_nothing_is_guessed() -> None:
    cyan, magenta, yellow, black = photo().convert("CMYK").split()
    covered = Image.merge("CMYK", (cyan, magenta, yellow, ImageChops.invert(black)))
    assert max(ImageStat.Stat(shown(encoded(covered, "JPEG")).convert("L")).mean) < 20


def test_a_light_inverted_picture_stays_one() -> None:
    for picture in (Image.new("RGB", (300, 200), "white"), photo().point(lambda value: 128 + value // 2)):
        cmyk = with_black(picture)
        assert difference(cmyk_without_adobe(cmyk, is_inverted=True), encoded(cmyk, "JPEG")) < 1


# Files without their end

KINDS: list[dict[str, Any]] = [
    {"subsampling": subsampling, "progressive": progressive, **more}
    for subsampling in ("4:4:4", "4:2:0")
    for progressive in (False, True)
    for more in ({}, {"restart_marker_rows": 1})
]
BEHIND = {
    "nothing": b"",
    "zeros": bytes(5_000),
    "a video": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(range(256)) * 20,
    "junk": bytes(place * place % 251 for place in range(200)) + b"\xff\x8e" + bytes(range(256)) * 20,
    "a picture": encoded(photo((64, 48)), "JPEG"),
    "ones": b"\xff" * 3_000,
    "half a marker": b"\xff",
}


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("options", KINDS, ids=str)
def test_a_complete_picture_needs_no_end(options: dict[str, Any], behind: str) -> None:
    for size in ((640, 480), (97, 31)):
        sound = encoded(photo(size), "JPEG", **options)
        assert difference(without_end(sound) + BEHIND[behind], sound) == 0


@pytest.mark.parametrize("behind", ["nothing", "zeros", "a video", "a picture"])
@pytest.mark.parametrize("options", KINDS, ids=str)
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_picture_without_its_last_rows_is_damaged(
    share: float, options: dict[str, Any], behind: str
) -> None:
    sound = encoded(photo((1200, 900)), "JPEG", quality=90, **options)
    broken = sound[: int(len(sound) * share)] + BEHIND[behind]
    rejection = Rejection(ImageProblem.DAMAGED, "image/jpeg", 1200, 900)
    assert make_thumbnails(broken, LIMITS, (WANTED,)) == rejection


def test_a_progressive_picture_without_its_last_scan_is_damaged() -> None:
    sound = encoded(photo(), "JPEG", progressive=True)
    for scans in range(1, 10):
        start = len(sound)
        for _ in range(scans):
            start = sound.rindex(b"\xff\xda", 0, start)
        tables = sound.rfind(b"\xff\xc4", 0, start)
        for end in (start, tables):
            assert isinstance(make_thumbnails(sound[:end], LIMITS, (WANTED,)), Rejection)


def test_zeros_that_are_pixels_are_not_taken_for_the_end() -> None:
    flat = encoded(Image.new("L", (2_000, 2_000), 255), "JPEG", optimize=True)
    assert bytes(1_000) in flat
    assert difference(without_end(flat), flat) == 0


# Short segments, stray bytes


@pytest.mark.parametrize("length", [5, 6, 9, 13])
def test_a_short_jfif_segment_is_ignored(length: int) -> None:
    segment = jpeg_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"[:length])
    assert difference(with_segments(without_segments(SOUND, 0xE0), segment), SOUND) == 0


@pytest.mark.parametrize("length", [5, 7, 11])
def test_a_short_adobe_segment_says_nothing(length: int) -> None:
    segment = jpeg_segment(0xEE, b"Adobe\0\x64\0\0\0\0\0"[:length])  # would say: not YCbCr
    assert difference(with_segments(SOUND, segment), SOUND) == 0
    assert difference(with_segments(without_segments(SOUND, 0xE0), segment), SOUND) == 0


@pytest.mark.parametrize("stray", [b"\0", b"\x0a", b"abcde", b"\xff\0"])
def test_stray_bytes_behind_the_start_are_passed_over(stray: bytes) -> None:
    assert difference(SOUND[:2] + stray + SOUND[2:], SOUND) == 0


# Orientation


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("kind", "value"), [(4, 6), (1, 6), (9, 6)], ids=["long", "byte", "signed"])
def test_an_orientation_of_another_kind_is_none(kind: int, value: int, order: str) -> None:
    width = {1: 1, 4: 4, 9: 4}[kind]
    number = value.to_bytes(width, "little" if order == "<" else "big")
    entry = orientation_entry(kind, number, order=order)
    assert difference(with_segments(SOUND, jpeg_segment(0xE1, b"Exif\0\0" + entry)), SOUND) == 0

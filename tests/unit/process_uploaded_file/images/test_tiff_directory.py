"""A TIFF behind a directory of our own is the same picture, or refused; an AVIF keeps to its memory."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from images.formats.tiff import first_image
from images.thumbnails import Rejection, Thumbnail
from PIL import Image

from tests.hostile.optional import avifs, tiffs
from tests.unit.process_uploaded_file.images.one_thumbnail import one_thumbnail
from tests.unit.process_uploaded_file.sample_images import encoded, exif, photo

COMPRESSIONS = {
    "raw": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr", "I;16"),
    "tiff_lzw": ("L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"),
    "tiff_adobe_deflate": ("1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"),
    "tiff_deflate": ("L", "RGB"),
    "packbits": ("1", "L", "P", "RGB", "RGBA"),
    "jpeg": ("L", "RGB", "CMYK"),
    "group3": ("1",),
    "group4": ("1",),
}


def picture(mode: str, size: tuple[int, int] = (403, 302)) -> Image.Image:
    return photo(size).convert("L").convert("I;16") if mode == "I;16" else photo(size).convert(mode)


def through_our_directory(content: bytes) -> Any:
    image = Image.open(open_pieces(first_image(content).pieces), formats=("TIFF",))
    image.load()
    return image


@pytest.mark.parametrize(
    ("compression", "mode"), [(name, mode) for name, modes in COMPRESSIONS.items() for mode in modes]
)
def test_the_pixels_are_the_same(compression: str, mode: str) -> None:
    content = encoded(picture(mode), "TIFF", compression=compression)
    plain = Image.open(io.BytesIO(content))
    ours = through_our_directory(content)
    assert (ours.mode, ours.size, ours.getpalette()) == (plain.mode, plain.size, plain.getpalette())
    assert ours.tobytes() == plain.tobytes()


@pytest.mark.parametrize("is_big", [False, True])
@pytest.mark.parametrize("rows", [1, 7, 10_000])
def test_strips_of_any_height_and_big_tiffs_are_read(rows: int, is_big: bool) -> None:
    size = rows * 403 * 3
    content = encoded(picture("RGB"), "TIFF", compression="tiff_lzw", strip_size=size, big_tiff=is_big)
    assert through_our_directory(content).tobytes() == picture("RGB").tobytes()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read_and_not_followed_twice(orientation: int) -> None:
    content = encoded(picture("RGB"), "TIFF", exif=exif(orientation))
    assert first_image(content).orientation == orientation
    thumbnail = one_thumbnail(content)
    assert isinstance(thumbnail, Thumbnail)
    assert (thumbnail.width > thumbnail.height) == (orientation < 5)


def test_the_profile_is_read_and_metadata_is_not_handed_on() -> None:
    texts = {"description": "SECRET", "software": "SECRET"}
    content = encoded(picture("RGB"), "TIFF", icc_profile=b"the profile", **texts)
    assert first_image(content).icc_profile == b"the profile"
    assert not {270, 305, 34675} & set(through_our_directory(content).tag_v2)


def test_pages_after_the_first_are_not_looked_at() -> None:
    content = encoded(picture("RGB"), "TIFF", save_all=True, append_images=[picture("L"), picture("1")])
    assert through_our_directory(content).n_frames == 1


@pytest.mark.parametrize(("name", "make"), list(tiffs()), ids=[name for name, _ in tiffs()])
def test_a_hostile_directory_is_refused_for_a_reason_or_becomes_a_small_one(
    name: str, make: Callable[[], bytes]
) -> None:
    with contextlib.suppress(RejectedImageError):
        assert len(first_image(make()).pieces[-1]) < 2_000, name


def test_a_tile_is_kept_within_its_image() -> None:
    large = dict(tiffs())["a tile of 16384 x 16384 on a small image"]
    assert one_thumbnail(large()) == Rejection(ImageProblem.TOO_COMPLEX, "image/tiff")


SMALL = encoded(photo((40, 30)), "TIFF", compression="tiff_lzw")


@given(place=st.integers(4, len(SMALL) - 1), there=st.binary(min_size=1, max_size=4))
def test_whatever_is_wrong_in_a_file_it_is_a_result(place: int, there: bytes) -> None:
    content = SMALL[:place] + there + SMALL[place + len(there) :]
    assert isinstance(one_thumbnail(content), Thumbnail | Rejection)


LAMBDA = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
PEAK = """
import pathlib, sys
from images.thumbnails import ImageLimits, WantedThumbnail, make_thumbnails
limits = ImageLimits(frozenset(("image/avif",)), 50_000_000, 1024**3)
make_thumbnails(sys.stdin.buffer.read(), limits, [WantedThumbnail("default", 200, 200, "contain", 80)])
status = pathlib.Path("/proc/self/status").read_text()
print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits what a process has")
def test_an_avif_that_says_that_it_is_small_takes_no_more_than_it_may() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PEAK],
        input=dict(avifs())["12000 x 12000 that says 16 x 16"](),
        env={"PYTHONPATH": str(LAMBDA)},
        capture_output=True,
        check=True,
        timeout=60,
    )
    assert int(done.stdout.split()[-1]) * 1024 < 400_000_000

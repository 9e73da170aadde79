"""An AVIF in a container of our own is the same picture, or refused before a decoder sees it."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from images.decoding.av1_frame import picture_size
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from images.formats.avif import primary_picture
from images.thumbnails import Rejection, Thumbnail
from PIL import Image

from tests.hostile import avif_files
from tests.hostile.optional import avifs
from tests.unit.process_uploaded_file.images.one_thumbnail import one_thumbnail
from tests.unit.process_uploaded_file.sample_images import encoded, exif, photo

REFUSED = (ImageProblem.DAMAGED, ImageProblem.TOO_COMPLEX, ImageProblem.VARIANT_NOT_SUPPORTED)
STREAM, PROPERTIES = avif_files.stream(64)


def avif(mode: str = "RGB", size: tuple[int, int] = (203, 152), **options: Any) -> bytes:
    image = photo(size).convert(mode)
    if mode.endswith("A"):
        image.putalpha(Image.linear_gradient("L").resize(size))
        options["append_images"] = [image.rotate(180)] * len(options.get("append_images", []))
    return encoded(image, "AVIF", speed=10, **options)


def through_our_container(content: bytes) -> Any:
    image = Image.open(open_pieces(primary_picture(content).pieces), formats=("AVIF",))
    image.load()
    return image


def problem_of(content: bytes) -> ImageProblem:
    with pytest.raises(RejectedImageError) as refused:
        primary_picture(content)
    return refused.value.problem


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"subsampling": "4:4:4"},
        {"subsampling": "4:0:0"},
        {"range": "limited"},
        {"alpha_premultiplied": True},
        {"quality": 100},
        {"tile_rows": 1, "tile_cols": 1},
        {"advanced": {"film-grain-test": "5"}},
    ],
    ids=str,
)
def test_the_pixels_are_the_same(mode: str, options: dict[str, Any]) -> None:
    content = avif(mode, **options)
    plain = Image.open(io.BytesIO(content))
    ours = through_our_container(content)
    assert (ours.mode, ours.size) == (plain.mode, plain.size)
    assert ours.tobytes() == plain.tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_of_an_animation_there_is_the_first_frame(mode: str) -> None:
    content = avif(mode, save_all=True, append_images=[photo((203, 152))])
    ours = through_our_container(content)
    assert content[8:12] == b"avis"
    assert ours.n_frames == 1
    assert ours.tobytes() == Image.open(io.BytesIO(content)).tobytes()


def test_cells_make_one_picture() -> None:
    content = avif_files.grid(2, 3, 64, 64, (190, 100))
    ours = through_our_container(content)
    assert ours.size == (190, 100)
    assert ours.tobytes() == Image.open(io.BytesIO(content)).tobytes()


def test_of_one_stream_that_is_stored_for_all_cells_no_copies_are_made() -> None:
    content = avif_files.grid(20, 20, 64, 64)
    with_units = avif_files.grid(20, 20, 64, 64, behind=b"\x7a\x80\x80\x40" + bytes(1 << 20))
    assert sum(map(len, primary_picture(content).pieces)) < 100_000
    assert problem_of(with_units) is ImageProblem.TOO_COMPLEX


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_as_its_container_says(orientation: int) -> None:
    thumbnail = one_thumbnail(avif(exif=exif(orientation)))
    assert isinstance(thumbnail, Thumbnail)
    assert (thumbnail.width > thumbnail.height) == (orientation < 5)


def test_the_profile_is_read_and_metadata_is_not_handed_on() -> None:
    content = avif(icc_profile=b"the profile", exif=exif(1), xmp=b"SECRET")
    decoder_input = primary_picture(content)
    assert decoder_input.icc_profile == b"the profile"
    assert not [piece for piece in decoder_input.pieces if b"SECRET" in piece or b"the profile" in piece]


@pytest.mark.parametrize("side", [1, 63, 65, 16_000])
def test_a_stream_is_of_the_size_that_is_told(side: int) -> None:
    told = avif_files.avif(
        [(b"av01", STREAM)],
        [avif_files.size_box(side, side), *PROPERTIES],
        {1: range(1, 2 + len(PROPERTIES))},
    )
    assert problem_of(told) is ImageProblem.DAMAGED


@pytest.mark.parametrize("side", [1, 16, 63, 64, 257, 1_000])
def test_a_stream_tells_its_size(side: int) -> None:
    assert picture_size(avif_files.stream(side)[0]) == (side, side)


@pytest.mark.parametrize(
    ("stream", "reason"),
    [
        (b"", ImageProblem.DAMAGED),
        (STREAM[:4], ImageProblem.DAMAGED),
        (STREAM * 2, ImageProblem.VARIANT_NOT_SUPPORTED),
        (STREAM + avif_files.stream(128)[0], ImageProblem.VARIANT_NOT_SUPPORTED),
        (STREAM + b"\x7a\0" * 1_000, ImageProblem.TOO_COMPLEX),
        (b"\x12\0" + STREAM[STREAM.index(b"\x32") :], ImageProblem.DAMAGED),  # a frame without a sequence
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff", ImageProblem.DAMAGED),  # a length without an end
    ],
)
def test_a_stream_of_no_or_several_frames_is_refused(stream: bytes, reason: ImageProblem) -> None:
    with pytest.raises(RejectedImageError) as refused:
        picture_size(stream)
    assert refused.value.problem is reason


@pytest.mark.parametrize("bit", [0x80, 0x40, 0x20, 0x10])
def test_a_frame_that_is_hidden_shown_again_or_of_another_type_is_refused(bit: int) -> None:
    film = avif(save_all=True, append_images=[photo((203, 152))])
    stream = dict(avif_files.boxes(film))[b"mdat"]
    frame = stream.index(b"\x32") + 1  # behind the kind: a length of two bytes, and the header
    end = frame + 2 + (stream[frame] & 0x7F) + (stream[frame + 1] << 7)
    sound = stream[:end]
    assert picture_size(sound) == (203, 152)
    with pytest.raises(RejectedImageError) as refused:
        picture_size(sound[: frame + 2] + bytes((sound[frame + 2] ^ bit,)) + sound[frame + 3 :])
    assert refused.value.problem is ImageProblem.VARIANT_NOT_SUPPORTED


@pytest.mark.parametrize(("name", "make"), list(avifs()), ids=[name for name, _ in avifs()])
def test_hostile_containers_are_refused_here(name: str, make: Callable[[], bytes]) -> None:
    content = make()
    if not name.startswith(("8192 x 8192", "3700 x 3700")) or "that says" in name:  # honest, of many pixels
        assert problem_of(content) in REFUSED


SMALL = [
    avif("RGBA", (40, 30)),
    avif_files.grid(1, 2, 64, 64),
    avif(save_all=True, append_images=[photo((203, 152))]),
]


@given(content=st.sampled_from(SMALL), place=st.integers(12, 600), there=st.binary(min_size=1, max_size=4))
def test_whatever_is_wrong_in_a_file_it_is_a_result(content: bytes, place: int, there: bytes) -> None:
    place %= len(content)
    broken = content[:place] + there + content[place + len(there) :]
    assert isinstance(one_thumbnail(broken), Thumbnail | Rejection)

"""Several thumbnails of one image: decoded once, each as good as if it were the only one."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import Any

import pytest
from images.decoding.rejected_image import ImageProblem
from images.decoding.webp_scaling import ScaledWebp
from images.formats.gif import GifInput
from images.formats.jpeg import JpegInput
from images.formats.png import PngInput
from images.thumbnails import ProcessedImage, Rejection, Thumbnail, WantedThumbnail, make_thumbnails
from PIL import ImageChops, ImageStat

from tests.unit.process_uploaded_file.images.one_thumbnail import LIMITS, one_thumbnail
from tests.unit.process_uploaded_file.sample_images import decoded, encoded, exif, photo

WANTED = (
    WantedThumbnail("tiny", 32, 32, "cover", 80),
    WantedThumbnail("large", 800, 700, "contain", 80),
    WantedThumbnail("default", 200, 200, "contain", 80),
)
DECODERS: dict[str, tuple[type, str]] = {
    "JPEG": (JpegInput, "load"),
    "PNG": (PngInput, "load"),
    "GIF": (GifInput, "load"),
    "WEBP": (ScaledWebp, "decode"),
}


def made(content: bytes) -> tuple[Thumbnail, ...]:
    image = make_thumbnails(content, LIMITS, WANTED)
    assert isinstance(image, ProcessedImage), image
    assert (image.width, image.height) == (1600, 1200)
    return image.thumbnails


@pytest.mark.parametrize("image_format", DECODERS)
def test_each_is_as_good_as_alone(image_format: str) -> None:
    content = encoded(photo((1600, 1200)), image_format)
    for thumbnail, wanted in zip(made(content), WANTED, strict=True):
        alone = one_thumbnail(content, wanted=wanted)
        assert isinstance(alone, Thumbnail)
        assert (thumbnail.name, thumbnail.width, thumbnail.height) == (wanted.name, alone.width, alone.height)
        if wanted.name == "large":
            assert thumbnail == alone  # the largest decides at what size the image is decoded
        images = (decoded(one.content).convert("RGB") for one in (thumbnail, alone))
        assert max(ImageStat.Stat(ImageChops.difference(*images)).mean) < 4


@pytest.mark.parametrize("image_format", DECODERS)
def test_the_image_is_decoded_once(image_format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, method = DECODERS[image_format]
    decode, calls = getattr(owner, method), []

    def counted(*arguments: Any) -> Any:
        calls.append(arguments)
        return decode(*arguments)

    monkeypatch.setattr(owner, method, counted)
    assert len(made(encoded(photo((1600, 1200)), image_format))) == 3
    assert len(calls) == 1


def test_each_stands_upright() -> None:
    sizes = [(one.width, one.height) for one in made(encoded(photo((1200, 1600)), "JPEG", exif=exif(6)))]
    assert sizes == [(32, 32), (800, 600), (200, 150)]


def test_further_sizes_count_to_the_memory() -> None:
    content = encoded(photo((1600, 1200)), "PNG")
    huge = WantedThumbnail("huge", 1600, 1200, "contain", 80)
    alone = next(mib for mib in range(1, 64) if made_in(content, mib, huge))
    assert not made_in(content, alone + 7, huge, replace(huge, name="another"))  # 7.3 MiB of pixels wait
    assert made_in(content, alone + 8, huge, replace(huge, name="another"))


def made_in(content: bytes, mebibytes: int, *wanted: WantedThumbnail) -> bool:
    limits = replace(LIMITS, memory_bytes=mebibytes * 1024 * 1024)
    return isinstance(make_thumbnails(content, limits, wanted), ProcessedImage)


def test_what_goes_in_and_out_can_be_pickled() -> None:
    content = encoded(photo(), "JPEG")
    values = (
        LIMITS,
        WANTED,
        make_thumbnails(content, LIMITS, WANTED),
        Rejection(ImageProblem.DAMAGED, "x", 1, 2),
    )
    assert pickle.loads(pickle.dumps(values)) == values  # noqa: S301 - our own

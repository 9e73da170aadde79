"""WebP that libwebp scales while it decodes is the same picture, for less."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from images.decoding import webp_scaling
from images.decoding.webp_scaling import scaled_webp
from images.thumbnails import ImageLimits, Thumbnail, WantedThumbnail
from PIL import Image, ImageChops, ImageStat, features

from tests.unit.process_uploaded_file.images.one_thumbnail import one_thumbnail
from tests.unit.process_uploaded_file.sample_images import decoded, encoded, photo

LAMBDA = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
WEBP = ImageLimits(frozenset(("image/webp",)), 50_000_000, 1024 * 1024 * 1024)
WANTED = WantedThumbnail("default", 200, 200, "contain", 100)


def with_alpha(image: Image.Image) -> Image.Image:
    image = image.copy()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    return image


def animation() -> bytes:
    frames = [photo((400, 300)), ImageChops.invert(photo((400, 300)))]
    return encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])


KINDS: dict[str, Callable[[], bytes]] = {
    "lossy": lambda: encoded(photo((803, 602)), "WEBP", quality=90),
    "lossless": lambda: encoded(photo((803, 602)), "WEBP", lossless=True),
    "lossless with alpha": lambda: encoded(with_alpha(photo((803, 602))), "WEBP", lossless=True),
}
LEFT_TO_PILLOW: dict[str, Callable[[], bytes]] = {
    "animated": animation,
    "lossy with alpha": lambda: encoded(with_alpha(photo((400, 300))), "WEBP"),
    "cut off in its header": lambda: KINDS["lossy"]()[:20],
    "none at all": lambda: b"",
}


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the mean difference of two images' samples, of 255, both as they are seen on grey."""
    assert one.size == other.size
    seen = []
    for image in (one, other):
        grey = Image.new("RGBA", image.size, "grey")
        grey.alpha_composite(image.convert("RGBA"))
        seen.append(grey.convert("RGB"))
    return sum(ImageStat.Stat(ImageChops.difference(*seen)).mean) / 3


def thumbnail(content: bytes) -> Thumbnail:
    made = one_thumbnail(content, WEBP, WANTED)
    assert isinstance(made, Thumbnail), made
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_a_scaled_image_is_the_whole_one_made_smaller(kind: str) -> None:
    content = KINDS[kind]()
    webp = scaled_webp(content)
    assert webp is not None
    scaled = webp.decode((400, 300))
    whole = decoded(content)
    assert scaled.mode == whole.mode
    assert difference(scaled, whole.resize((400, 300), Image.Resampling.BOX)) < 3


@pytest.mark.parametrize("kind", KINDS)
def test_thumbnails_look_the_same_with_and_without_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = KINDS[kind]()
    scaled = thumbnail(content)
    monkeypatch.setattr(webp_scaling, "_libwebp", lambda: None)
    whole = thumbnail(content)
    assert difference(decoded(scaled.content), decoded(whole.content)) < 2


@pytest.mark.parametrize("fit", ["contain", "cover"])
@pytest.mark.parametrize("size", [(1, 1), (30, 700), (700, 30), (150, 100), (250, 190)])
def test_small_and_narrow_images_keep_their_place(
    fit: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = encoded(photo(size), "WEBP", lossless=True)
    wanted = WantedThumbnail("default", 200, 100, fit, 90)
    scaled = one_thumbnail(content, WEBP, wanted)
    monkeypatch.setattr(webp_scaling, "_libwebp", lambda: None)
    whole = one_thumbnail(content, WEBP, wanted)
    assert isinstance(scaled, Thumbnail)
    assert isinstance(whole, Thumbnail)
    assert difference(decoded(scaled.content), decoded(whole.content)) < 3


@pytest.mark.parametrize("kind", LEFT_TO_PILLOW)
def test_what_libwebp_would_scale_worse_or_not_at_all_is_left_to_pillow(kind: str) -> None:
    assert scaled_webp(LEFT_TO_PILLOW[kind]()) is None


def test_a_libwebp_of_another_kind_is_not_called(monkeypatch: pytest.MonkeyPatch) -> None:
    content = KINDS["lossy"]()
    monkeypatch.setattr(webp_scaling, "_ABI_VERSION", 0x0310)
    assert scaled_webp(content) is None
    assert thumbnail(content).width == 200


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_that_breaks_off_is_damaged(kind: str) -> None:
    content = KINDS[kind]()
    webp = scaled_webp(content[: len(content) // 2])
    assert webp is not None
    with pytest.raises(ValueError, match="libwebp"):
        webp.decode((40, 30))


@settings(deadline=None, max_examples=50)
@given(st.tuples(st.integers(1, 97), st.integers(1, 61)), st.sampled_from(sorted(KINDS)))
def test_every_size_is_decoded(size: tuple[int, int], kind: str) -> None:
    image = photo((97, 61)) if kind != "lossless with alpha" else with_alpha(photo((97, 61)))
    webp = scaled_webp(encoded(image, "WEBP", lossless=kind != "lossy"))
    assert webp is not None
    assert webp.decode(size).size == size


def test_the_library_is_the_one_that_pillow_uses() -> None:
    library = webp_scaling._libwebp()
    assert library is not None
    version = library.WebPGetDecoderVersion()
    assert features.version_module("webp") == f"{version >> 16}.{version >> 8 & 255}.{version & 255}"


def test_its_configuration_is_as_large_as_libwebp_takes_it_to_be() -> None:
    library = webp_scaling._libwebp()
    assert library is not None
    size = ctypes.sizeof(webp_scaling._Config)
    memory = bytearray(b"\xaa" * (size + 64))
    place = webp_scaling._Config.from_buffer(memory)
    assert library.WebPInitDecoderConfigInternal(ctypes.byref(place), webp_scaling._ABI_VERSION)
    assert memory.rstrip(b"\xaa") == bytes(size)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_a_lossy_image_takes_a_fraction_of_its_pixels() -> None:
    pixels = 4000 * 3000
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from images.decoding import webp_scaling\n"
        "def peak():\n"
        "    lines = open('/proc/self/status').read().splitlines()\n"
        "    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith('VmHWM'))\n"
        "webp = webp_scaling.scaled_webp(sys.stdin.buffer.read())\n"
        "before = peak()\n"
        "webp.decode((400, 300))\n"
        "print(peak() - before, webp.decoder_bytes)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code, str(LAMBDA)],
        input=encoded(photo((4000, 3000)), "WEBP", method=0),
        capture_output=True,
        check=True,
    )
    taken, promised = map(int, done.stdout.split())
    assert taken < promised <= pixels // 2

"""Nothing that a stranger sends costs more than it should, passes for what it is not, or makes an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from images.decoding.rejected_image import ImageProblem
from images.thumbnails import ImageLimits, Rejection, Thumbnail
from PIL import Image

from tests.unit.process_uploaded_file import hostile_files
from tests.unit.process_uploaded_file.images.one_thumbnail import LIMITS as EVERY_TYPE
from tests.unit.process_uploaded_file.images.one_thumbnail import one_thumbnail
from tests.unit.process_uploaded_file.sample_images import decoded, encoded, photo

LAMBDA = Path(__file__).parents[4] / "lambdas" / "process_uploaded_file"
ALLOWED = ("image/jpeg", "image/png", "image/webp", "image/gif")
LIMITS = ImageLimits(frozenset(ALLOWED), 50_000_000, 1024 * 1024 * 1024)
MEASURE = Path(__file__).parents[3] / "hostile/measure.py"
SECONDS = 5.0
MOST_MEMORY = 1024 * 1024 * 1024 * 8 // 10


def made_of(content: bytes, limits: ImageLimits = LIMITS) -> Thumbnail | Rejection:
    """Return the result, having checked that it came in time."""
    started = time.process_time()
    result = one_thumbnail(content, limits)
    assert time.process_time() - started < SECONDS
    return result


def problem_of(content: bytes, limits: ImageLimits = LIMITS) -> ImageProblem:
    result = made_of(content, limits)
    assert isinstance(result, Rejection)
    return result.problem


@pytest.mark.parametrize("name", hostile_files.BROKEN)
def test_broken_files_are_rejected_as_damaged(name: str) -> None:
    assert problem_of(hostile_files.BROKEN[name]()) in (ImageProblem.DAMAGED, ImageProblem.NOT_AN_IMAGE)


@pytest.mark.parametrize(
    ("name", "reason", "content_type"),
    [
        ("eps", ImageProblem.FORMAT_NOT_ALLOWED, "application/postscript"),
        ("svg", ImageProblem.FORMAT_NOT_ALLOWED, "image/svg+xml"),
        ("pdf", ImageProblem.FORMAT_NOT_ALLOWED, "application/pdf"),
        ("heic", ImageProblem.FORMAT_NOT_ALLOWED, "image/heic"),
        ("psd", ImageProblem.FORMAT_NOT_ALLOWED, "image/vnd.adobe.photoshop"),
        ("html", ImageProblem.NOT_AN_IMAGE, None),
        ("zip", ImageProblem.NOT_AN_IMAGE, None),
        ("eicar", ImageProblem.NOT_AN_IMAGE, None),
        ("zeros", ImageProblem.NOT_AN_IMAGE, None),
        ("ico", ImageProblem.NOT_AN_IMAGE, None),
        ("jpeg 2000", ImageProblem.FORMAT_NOT_ALLOWED, "image/jp2"),
        ("one byte", ImageProblem.NOT_AN_IMAGE, None),
    ],
)
def test_what_is_not_on_the_list_is_not_opened(
    name: str, reason: ImageProblem, content_type: str | None
) -> None:
    content = hostile_files.OTHERS[name]()
    assert made_of(content) == Rejection(reason, content_type)


def test_no_bytes_are_no_image() -> None:
    assert made_of(b"") == Rejection(ImageProblem.EMPTY)


@pytest.mark.parametrize("name", hostile_files.POLYGLOTS)
def test_of_a_polyglot_only_the_image_is_left(name: str) -> None:
    content = hostile_files.POLYGLOTS[name]()
    result = made_of(content)
    assert isinstance(result, Thumbnail)
    for part in (b"script", b"<?php", b"PK\x03\x04", b"EICAR", b"alert"):
        assert part not in result.content


@pytest.mark.parametrize("name", hostile_files.CROWDED)
def test_metadata_costs_next_to_nothing(name: str) -> None:
    content = hostile_files.CROWDED[name]()
    started = time.process_time()
    result = one_thumbnail(content, LIMITS)
    assert time.process_time() - started < 1.5
    if isinstance(result, Rejection):
        assert result.problem in (ImageProblem.TOO_COMPLEX, ImageProblem.DAMAGED)
    else:
        assert len(result.content) < 50_000


def test_lossless_arithmetic_and_12_bit_jpeg_are_named_as_what_they_are() -> None:
    content = encoded(photo(), "JPEG")
    frame = content.index(b"\xff\xc0")
    for code in (0xC3, 0xC5, 0xC9, 0xCA, 0xCB, 0xCF):
        variant = content[: frame + 1] + bytes((code,)) + content[frame + 2 :]
        assert problem_of(variant) is ImageProblem.VARIANT_NOT_SUPPORTED
    assert (
        problem_of(content[: frame + 4] + b"\x0c" + content[frame + 5 :])
        is ImageProblem.VARIANT_NOT_SUPPORTED
    )


def test_compressed_bmp_and_odd_tiff_are_named_as_what_they_are() -> None:
    bmp = bytearray(encoded(photo().quantize(8), "BMP"))
    bmp[30:34] = (1).to_bytes(4, "little")  # the number of run length encoding
    assert problem_of(bytes(bmp), EVERY_TYPE) is ImageProblem.VARIANT_NOT_SUPPORTED
    assert (
        problem_of(encoded(photo().convert("L").convert("F"), "TIFF"), EVERY_TYPE)
        is ImageProblem.VARIANT_NOT_SUPPORTED
    )


def test_the_limit_of_pixels_is_kept_to_the_pixel() -> None:
    limits = ImageLimits(frozenset(ALLOWED), 300 * 200, 1024 * 1024 * 1024)
    for image_format in ("JPEG", "PNG", "WEBP", "GIF"):
        assert isinstance(made_of(encoded(photo((300, 200)), image_format), limits), Thumbnail)
        assert problem_of(encoded(photo((300, 201)), image_format), limits) is ImageProblem.TOO_MANY_PIXELS


def test_what_a_small_function_cannot_hold_is_refused_before_it_is_decoded() -> None:
    content = encoded(photo((3000, 2000)), "WEBP", method=0, lossless=True)
    small = ImageLimits(frozenset(ALLOWED), 50_000_000, 30 * 1024 * 1024)
    assert problem_of(content, small) is ImageProblem.TOO_MANY_PIXELS
    assert isinstance(made_of(content), Thumbnail)
    for image_format in ("JPEG", "WEBP"):  # decoders that scale need little
        assert isinstance(made_of(encoded(photo((3000, 2000)), image_format), small), Thumbnail)


def test_a_webp_that_pillow_decodes_needs_the_memory_that_its_record_says() -> None:
    image = photo((2000, 1500)).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))  # which libwebp would not scale
    small = ImageLimits(frozenset(ALLOWED), 50_000_000, 30 * 1024 * 1024)
    assert problem_of(encoded(image, "WEBP", method=0), small) is ImageProblem.TOO_MANY_PIXELS


def test_the_coefficients_of_a_progressive_jpeg_count_as_memory() -> None:
    image = Image.new("RGB", (1600, 1600))  # 7.7 MB of coefficients
    limits = ImageLimits(frozenset(ALLOWED), 50_000_000, 6 * 1024 * 1024)
    assert isinstance(made_of(encoded(image, "JPEG"), limits), Thumbnail)
    assert problem_of(encoded(image, "JPEG", progressive=True), limits) is ImageProblem.TOO_MANY_PIXELS


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_mutation_of_a_file_makes_an_error(image_format: str, data: st.DataObject) -> None:
    content = bytearray(_SEEDS[image_format])
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(
            st.one_of(st.integers(0, min(200, len(content) - 1)), st.integers(0, len(content) - 1))
        )
        kind = data.draw(st.sampled_from(("set", "cut", "insert")))
        if kind == "set":
            content[place] = data.draw(st.integers(0, 255))
        elif kind == "cut":
            del content[place : place + data.draw(st.integers(1, 64))]
        else:
            content[place:place] = data.draw(st.binary(min_size=1, max_size=16))
        if not content:
            break
    result = made_of(bytes(content), EVERY_TYPE)
    if isinstance(result, Thumbnail):
        assert decoded(result.content).size == (result.width, result.height)


_SEEDS = {
    image_format: encoded(photo((120, 80)), image_format)
    for image_format in ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "TIFF", "BMP", "HEIC", "HEIF")
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_a_process_that_is_sent_one_after_the_other_stays_within_memory_and_time(tmp_path: Path) -> None:
    names: list[str] = []
    for name, make in (hostile_files.BOMBS | hostile_files.LARGEST).items():
        (tmp_path / f"{len(names)}").write_bytes(make())
        names.append(name)
    paths = [str(tmp_path / f"{number}") for number in range(len(names))]
    environment = {
        "UPLOADS_BUCKET": "bucket",
        "UPLOADS_PREFIX": "uploads/",
        "THUMBNAILS_PREFIX": "thumbnails/",
        "METADATA_TABLE": "table",
        "SCANNER": "bucketav",
        "DELETE_REJECTED": "false",
        "MAX_UPLOAD_BYTES": "10485760",
        "MAX_IMAGE_PIXELS": str(LIMITS.max_pixels),
        "ALLOWED_CONTENT_TYPES": json.dumps(ALLOWED),
        "THUMBNAIL": json.dumps({"width": 200, "height": 200, "fit": "contain", "quality": 80}),
        "THUMBNAILS": "{}",
        "THUMBNAIL_FORMAT": "source",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    done = subprocess.run(
        [sys.executable, str(MEASURE), *paths],
        env=environment | {"PYTHONPATH": f"{LAMBDA}{os.pathsep}{LAMBDA.parent / 'shared'}"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    reasons = {}
    _log, *lines = done.stdout.splitlines()
    for name, line in zip(names, lines, strict=True):
        (reason, *_), seconds, peak = json.loads(line).values()
        print(f"{name:40} {reason:24} {seconds:6.2f} s {peak / 1e6:6.0f} MB at most so far")
        assert seconds < SECONDS, name
        assert peak < MOST_MEMORY, name
        reasons[name] = reason
    refused = {name for name, reason in reasons.items() if reason == ImageProblem.TOO_MANY_PIXELS}
    assert refused >= {"png, 88 megapixels", "png, one row", "webp, 268 megapixels"}
    assert reasons["jpeg, endless scans"] == ImageProblem.TOO_COMPLEX
    fine = {name for name, reason in reasons.items() if reason == "thumbnail"}
    assert fine >= {
        "webp, 24 megapixels",
        "jpeg, baseline",
        "jpeg, progressive with full colour",
        "jpeg, cmyk",
        "png, palette",
        "png, 16 bit",
        "gif",
    }

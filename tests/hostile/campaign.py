"""Sends hostile files through the image path, in batches of fresh processes, and judges the results."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import batched, groupby
from pathlib import Path

from images.all_formats import FORMATS
from PIL import Image, ImageStat

from local_aws.engine import ROOT
from tests.hostile.files import MARK, THUMBNAIL, HostileFile
from tests.hostile.harmless import NotHarmlessError, assert_only_pixels

LAMBDA = ROOT / "lambdas/process_uploaded_file"
BATCH = 40
MOST_BYTES = 1024 * 1024**2 * 8 // 10  # 80 % of the function's memory, for all processes together
MAX_SECONDS = 5.0
BOX = 200
TOLERANCE = 6  # of 255 for a colour's channel, because lossy formats change colours

ALLOWED = {"image/jpeg", "image/png", "image/webp", "image/gif"}
OPTIONAL = FORMATS.keys() - ALLOWED
ENVIRONMENT = {
    "UPLOADS_BUCKET": "bucket",
    "UPLOADS_PREFIX": "uploads/",
    "THUMBNAILS_PREFIX": "thumbnails/",
    "METADATA_TABLE": "table",
    "SCANNER": "none",
    "DELETE_REJECTED": "false",
    "MAX_UPLOAD_BYTES": "20971520",
    "MAX_IMAGE_PIXELS": "50000000",
    "THUMBNAIL": json.dumps({"width": BOX, "height": BOX, "fit": "contain", "quality": 80}),
    "THUMBNAILS": "{}",
    "THUMBNAIL_FORMAT": "source",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
}


@dataclass(frozen=True)
class Result:
    """A file's outcome (`thumbnail` or a reason), CPU seconds, peak bytes, and what is wrong, or None."""

    file: HostileFile
    outcome: str
    seconds: float
    peak: int
    wrong: str | None


def run(files: Sequence[HostileFile]) -> Iterator[Result]:
    """Yield the results, in the order of the files."""
    for by_option, alike in groupby(files, lambda file: file.by_option):
        yield from _run(list(alike), ALLOWED | OPTIONAL if by_option else ALLOWED)


def _run(files: Sequence[HostileFile], allowed: set[str]) -> Iterator[Result]:
    for batch in batched(files, BATCH, strict=False):
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder) / f"{number}.in" for number in range(len(batch))]
            for file, path in zip(batch, paths, strict=True):
                path.write_bytes(file.make())
            lines = _measured(paths, allowed)
            for file, path, line in zip(batch, paths, lines, strict=True):
                yield _judged(file, path.with_suffix(".out"), line)


def _measured(paths: list[Path], allowed: set[str]) -> list[str]:
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("measure.py")), *map(str, paths)],
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "PYTHONPATH": f"{LAMBDA}{os.pathsep}{LAMBDA.parent / 'shared'}",
            **ENVIRONMENT,
            "ALLOWED_CONTENT_TYPES": json.dumps(sorted(allowed)),
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    lines = [line for line in done.stdout.splitlines() if '"told"' in line]  # the other lines are the log
    if done.returncode != 0:
        raise AssertionError(f"file {len(lines)} of the batch ended the process: {done.stderr[-2000:]}")
    return lines


def _judged(file: HostileFile, thumbnail: Path, line: str) -> Result:
    measured = json.loads(line)
    outcome, *about = measured["told"]
    seconds, peak = float(measured["seconds"]), int(measured["peak"])
    wrong = None
    if outcome not in file.outcomes:
        wrong = f"{outcome}, which is not one of {', '.join(sorted(file.outcomes))}"
    elif seconds > MAX_SECONDS:
        wrong = f"{seconds:.1f} s"
    elif peak > MOST_BYTES:
        wrong = f"{peak / 1e6:.0f} MB"
    elif outcome == THUMBNAIL:
        wrong = what_is_wrong_with(thumbnail.read_bytes(), about, file.colour)
    return Result(file, outcome, seconds, peak, wrong)


def what_is_wrong_with(
    content: bytes, about: list[str | int], colour: tuple[int, int, int] | None
) -> str | None:
    """Return why a thumbnail is not harmless or differs from its description; None if it is right.

    `about` is its description: content type, width and height.
    """
    content_type, width, height = about
    try:
        assert_only_pixels(content, str(content_type))
    except NotHarmlessError as error:
        return str(error)
    if any(part in content for part in (MARK, b"<script", b"<?php", b"%PDF", b"PK\3\4", b"EICAR")):
        return "something of the upload that is no pixel"
    image = Image.open(io.BytesIO(content))
    image.load()
    if image.size != (width, height) or max(image.size) > BOX:
        return f"{image.size} instead of {width} x {height}"
    if "icc_profile" in image.info or image.mode not in ("L", "LA", "P", "RGB", "RGBA"):
        return f"not sRGB: mode {image.mode}"
    if colour is not None:
        mean = ImageStat.Stat(image.convert("RGB")).mean
        if any(abs(found - meant) > TOLERANCE for found, meant in zip(mean, colour, strict=True)):
            return f"of colour {[round(channel) for channel in mean]} instead of {colour}"
    return None

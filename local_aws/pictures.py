"""Compares a thumbnail with its original, and makes contact sheets."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont, ImageOps, ImageStat

from local_aws import heic_codecs  # noqa: F401 - so that Pillow can read it

CELL, LABEL, MARGIN = 220, 34, 12  # pixels
# Highest mean difference, of 255, for the same scene. A picture lying on its side makes it 30 or more.
MAX_DIFFERENCE = 6.0


@dataclass(frozen=True)
class Picture:
    """A thumbnail and what to write below it."""

    label: str
    content: bytes


def difference(original: bytes, thumbnail: bytes) -> float:
    """Return the mean difference between a thumbnail and the upright original, over all channels, 0 to 255.

    Raises OSError if one of the two is not an image.
    """
    with Image.open(io.BytesIO(thumbnail)) as small, Image.open(io.BytesIO(original)) as large:
        shown = _on_paper(small)
        wanted = _on_paper(ImageOps.exif_transpose(large)).resize(shown.size, Image.Resampling.LANCZOS)
        means = ImageStat.Stat(ImageChops.difference(shown, wanted)).mean
        return float(sum(means) / len(means))


def size(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels."""
    with Image.open(io.BytesIO(content)) as image:
        return image.size


def write_contact_sheet(pictures: Sequence[Picture], path: Path, columns: int = 8) -> None:
    """Write all pictures into one PNG, each on a chequered background that makes transparency visible."""
    rows = -(-len(pictures) // columns)
    sheet = Image.new(
        "RGB", (columns * (CELL + MARGIN) + MARGIN, rows * (CELL + LABEL + MARGIN) + MARGIN), "white"
    )
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for index, picture in enumerate(pictures):
        left = MARGIN + index % columns * (CELL + MARGIN)
        top = MARGIN + index // columns * (CELL + LABEL + MARGIN)
        with Image.open(io.BytesIO(picture.content)) as opened:
            image = opened.convert("RGBA")
        image.thumbnail((CELL, CELL))
        ground = _chequered(*image.size)
        ground.alpha_composite(image)
        sheet.paste(
            ground.convert("RGB"), (left + (CELL - image.width) // 2, top + (CELL - image.height) // 2)
        )
        draw.text((left, top + CELL + 6), legible(picture.label), fill="black", font=font)
    sheet.save(path)


def legible(label: str) -> str:
    """Return a label with only ASCII characters, without accents, because the built-in font has no others."""
    decomposed = unicodedata.normalize("NFKD", label)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.encode("ascii", "replace").decode()


def _on_paper(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    paper.alpha_composite(image.convert("RGBA"))
    return paper.convert("RGB")


def _chequered(width: int, height: int, square: int = 10) -> Image.Image:
    ground = Image.new("RGBA", (width, height), (255, 255, 255, 255))
    draw = ImageDraw.Draw(ground)
    for row in range(0, height, square):
        for column in range(row // square % 2 * square, width, 2 * square):
            draw.rectangle((column, row, column + square - 1, row + square - 1), fill=(214, 214, 214, 255))
    return ground

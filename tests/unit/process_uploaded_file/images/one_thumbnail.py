"""One thumbnail of one file, as most tests want it."""

from __future__ import annotations

from dataclasses import replace

from images.all_formats import FORMATS
from images.thumbnails import ImageLimits, Rejection, Thumbnail, WantedThumbnail, make_thumbnails
from PIL import Image, ImageChops, ImageStat

from tests.unit.process_uploaded_file.sample_images import decoded

ALL_TYPES = frozenset(FORMATS)
LIMITS = ImageLimits(ALL_TYPES, 50_000_000, 1024 * 1024 * 1024)
WANTED = WantedThumbnail("default", 200, 200, "contain", 80)


def one_thumbnail(
    content: bytes, limits: ImageLimits = LIMITS, wanted: WantedThumbnail = WANTED
) -> Thumbnail | Rejection:
    """Return the one thumbnail that was wanted, or why there is none."""
    made = make_thumbnails(content, limits, (wanted,))
    return made if isinstance(made, Rejection) else made.thumbnails[0]


def shown(content: bytes) -> Image.Image:
    """Return the pixels of the one thumbnail, with alpha."""
    made = one_thumbnail(content, wanted=replace(WANTED, quality=95))
    assert isinstance(made, Thumbnail), made
    return decoded(made.content).convert("RGBA")


def difference(content: bytes, sound: bytes | Image.Image) -> float:
    """Return by how many levels the thumbnails of two files differ, the mean of the worst channel."""
    one = shown(content)
    other = sound if isinstance(sound, Image.Image) else shown(sound)
    assert one.size == other.size
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)

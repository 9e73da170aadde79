"""One thumbnail of one file, as most tests want it."""

from __future__ import annotations

from images.all_formats import FORMATS
from images.thumbnails import ImageLimits, Rejection, Thumbnail, WantedThumbnail, make_thumbnails

ALL_TYPES = frozenset(FORMATS)
LIMITS = ImageLimits(ALL_TYPES, 50_000_000, 1024 * 1024 * 1024)
WANTED = WantedThumbnail("default", 200, 200, "contain", 80)


def one_thumbnail(
    content: bytes, limits: ImageLimits = LIMITS, wanted: WantedThumbnail = WANTED
) -> Thumbnail | Rejection:
    """Return the one thumbnail that was wanted, or why there is none."""
    made = make_thumbnails(content, limits, (wanted,))
    return made if isinstance(made, Rejection) else made.thumbnails[0]

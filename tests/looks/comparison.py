"""How a thumbnail of ours differs from the reference's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PIL import Image, ImageChops, ImageStat

# Both sides encode, filter and convert in ways of their own. Of photographs, means differ by at most 2 levels
# and pixels by 4 on average.
MEAN_LEVELS = 3.0
PIXEL_LEVELS = 8.0
_GREY = (128, 128, 128, 255)


class Verdict(StrEnum):
    """How the two sides compare."""

    SAME = "same"
    DIFFERENT = "different"
    OTHER_SIZE = "other size"
    ONLY_OURS = "only ours"
    ONLY_REFERENCE = "only reference"
    NEITHER = "neither"

    @property
    def is_a_difference(self) -> bool:
        return self not in (Verdict.SAME, Verdict.NEITHER)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Levels are of 0 to 255; None where a side has no picture, or another size.

    Attributes:
        verdict: what the numbers say together.
        mean_difference: of all pixels and channels, on grey where they are transparent, and of alpha.
        largest_difference: of one pixel in one channel.
    """

    verdict: Verdict
    mean_difference: float | None = None
    largest_difference: int | None = None


def compared(ours: Image.Image | None, reference: Image.Image | None) -> Comparison:
    """Return how two thumbnails of one file compare; None is a side that refused the file."""
    if ours is None or reference is None:
        if ours is not None:
            return Comparison(Verdict.ONLY_OURS)
        return Comparison(Verdict.NEITHER if reference is None else Verdict.ONLY_REFERENCE)
    # A side of 133.5 pixels is rounded up here and down there.
    if max(abs(one - other) for one, other in zip(ours.size, reference.size, strict=True)) > 1:
        return Comparison(Verdict.OTHER_SIZE)
    reference = reference.resize(ours.size)
    pairs = (
        (_on_grey(ours), _on_grey(reference)),
        (ours.convert("RGBA").getchannel("A"), reference.convert("RGBA").getchannel("A")),
    )
    differences = [ImageStat.Stat(ImageChops.difference(*pair)) for pair in pairs]
    mean = max(mean for one in differences for mean in one.mean)
    largest = max(int(most) for one in differences for _, most in one.extrema)
    means = [[mean for one in side for mean in ImageStat.Stat(one).mean] for side in zip(*pairs, strict=True)]
    shift = max(abs(one - other) for one, other in zip(*means, strict=True))
    is_same = shift <= MEAN_LEVELS and mean <= PIXEL_LEVELS
    return Comparison(Verdict.SAME if is_same else Verdict.DIFFERENT, mean, largest)


def mean_rgba(image: Image.Image) -> tuple[float, float, float, float]:
    """Return the means of red, green and blue where alpha is not 0, and of alpha."""
    image = image.convert("RGBA")
    alpha = image.getchannel("A")
    visible = alpha.point(lambda value: 255 * (value > 0))
    red, green, blue = (
        ImageStat.Stat(image.convert("RGB"), visible).mean if visible.getbbox() else (0.0, 0.0, 0.0)
    )
    return red, green, blue, ImageStat.Stat(alpha).mean[0]


def _on_grey(image: Image.Image) -> Image.Image:
    background = Image.new("RGBA", image.size, _GREY)
    return Image.alpha_composite(background, image.convert("RGBA")).convert("RGB")

"""Detects whether a CMYK JPEG without Adobe's marker stores inverted samples.

Some programs invert the samples but write no marker, so browsers and libvips always invert. Two cases show
that a picture is not inverted ("plain"):

- Inverted, its black ink would cover everything and hide a picture in the other inks.
- Inverted, its light parts would need more than 360 % of ink, which no press can print.
"""

from __future__ import annotations

from PIL import Image, ImageChops

_SOLID = 245  # of 255: black ink from here on hides all other inks
_MAX_INK = 230  # of 255: mean of the four inks at 360 % together
_LIGHT_SHARE = 0.02  # minimum share of pixels above the ink limit: a few pixels must not decide
_DARK_SHARE = 0.001  # maximum share of pixels above it in a plain picture


def without_wrong_inversion(image: Image.Image) -> Image.Image:
    """Return the image that Pillow inverted; inverted back if the file stores plain samples."""
    return ImageChops.invert(image) if _is_plain(image) else image


def _is_plain(image: Image.Image) -> bool:
    cyan, magenta, yellow, black = image.split()
    if not sum(black.histogram()[:_SOLID]):
        return any(max(one.histogram()) < image.width * image.height for one in (cyan, magenta, yellow))
    mean = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    histogram, pixels = mean.histogram(), image.width * image.height
    too_much, too_much_if_plain = sum(histogram[_MAX_INK:]), sum(histogram[: 256 - _MAX_INK])
    return too_much >= _LIGHT_SHARE * pixels and too_much_if_plain <= _DARK_SHARE * pixels

"""CMYK of a JPEG without Adobe's marker: inverted like Adobe's, unless only plain samples make sense.

Programs leave the marker out and still invert, so browsers and libvips always invert. Two kinds of pictures
show that they are not inverted. Black ink that covers everything would hide a picture. And no press can hold
more than 360 % of ink, but light parts of a plain picture need as much when they are inverted.
"""

from __future__ import annotations

from PIL import Image, ImageChops

_SOLID = 245  # of 255: black below which nothing can be seen
_MOST_INK = 230  # mean of four inks, 360 % together
_LIGHT_SHARE = 0.02  # of the pixels that have more, so that a few of them do not decide
_DARK_SHARE = 0.001


def plain(image: Image.Image) -> Image.Image:
    """Return CMYK as the file means it, where Pillow took it for inverted."""
    return ImageChops.invert(image) if _is_plain(image) else image


def _is_plain(image: Image.Image) -> bool:
    cyan, magenta, yellow, black = image.split()
    if not sum(black.histogram()[:_SOLID]):
        return any(max(one.histogram()) < image.width * image.height for one in (cyan, magenta, yellow))
    mean = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    histogram, pixels = mean.histogram(), image.width * image.height
    too_much, too_much_if_plain = sum(histogram[_MOST_INK:]), sum(histogram[: 256 - _MOST_INK])
    return too_much >= _LIGHT_SHARE * pixels and too_much_if_plain <= _DARK_SHARE * pixels

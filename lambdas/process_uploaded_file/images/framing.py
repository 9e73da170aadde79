"""Computes which part of an image becomes the thumbnail, and the thumbnail's size."""

from __future__ import annotations

from typing import NamedTuple

Box = tuple[float, float, float, float]  # left, top, right and bottom, in pixels, with fractions


class Frame(NamedTuple):
    """The part of the source to keep, and the size to scale it to.

    Attributes:
        box: the part of the source.
        size: width and height of the result in whole pixels, never larger than the box.
    """

    box: Box
    size: tuple[int, int]


def frame_for(source: tuple[int, int], wanted: tuple[int, int], fit: str) -> Frame:
    """Return the frame for an image of size `source` and a thumbnail of at most size `wanted`, in pixels.

    Fit "contain" keeps the whole image. Fit "cover" fills `wanted` and cuts both ends equally. A small image
    is never enlarged; "cover" only cuts it.
    """
    width, height = source
    across, down = wanted[0] / width, wanted[1] / height
    if fit == "contain":
        scale = min(across, down, 1.0)
        return Frame((0, 0, width, height), (max(1, round(width * scale)), max(1, round(height * scale))))
    scale = min(max(across, down), 1.0)
    size = min(wanted[0], max(1, round(width * scale))), min(wanted[1], max(1, round(height * scale)))
    box_width, box_height = min(width, size[0] / scale), min(height, size[1] / scale)
    left, top = (width - box_width) / 2, (height - box_height) / 2
    return Frame((left, top, left + box_width, top + box_height), size)

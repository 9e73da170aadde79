"""Measure the quality of a thumbnail: its structural similarity (SSIM) to an exact reduction."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np  # type: ignore[import-not-found]
from PIL import Image

LANCZOS_LOBES = 3
BACKGROUND = 128.0  # grey level behind transparent pictures
# From the paper that defines SSIM: Wang, Bovik, Sheikh and Simoncelli, Image Quality Assessment, 2004.
WINDOW, SIGMA = 11, 1.5
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

type Array = Any  # the environment of mypy has no numpy


def similarity(picture: Path, thumbnail: Path) -> float:
    """Return the structural similarity, at most 1, of a thumbnail and the Lanczos reduction of its picture.

    The reduction is computed in floating point from every pixel, on the stored values, as both sides do.
    Brightness (BT.601) is compared in windows of 11 pixels.
    """
    small = Image.open(thumbnail)
    return _ssim(_brightness(small), _reference(picture, small.size))


@functools.cache
def _reference(picture: Path, size: tuple[int, int]) -> Array:
    Image.MAX_IMAGE_PIXELS = None
    brightness = _brightness(Image.open(picture))
    return _weights(brightness.shape[0], size[1]) @ brightness @ _weights(brightness.shape[1], size[0]).T


def _brightness(image: Image.Image) -> Array:
    if image.mode in ("P", "LA", "RGBA"):
        image = image.convert("RGBA")
        alpha = np.asarray(image.getchannel("A"), np.float32) / 255
    else:
        alpha = np.float32(1)
    red, green, blue = (np.asarray(band, np.float32) for band in image.convert("RGB").split())
    return (0.299 * red + 0.587 * green + 0.114 * blue) * alpha + BACKGROUND * (1 - alpha)


def _weights(source: int, target: int) -> Array:
    """Return the matrix (target, source) that reduces a row of samples with the Lanczos filter."""
    scale = source / target
    centres = (np.arange(target) + 0.5) * scale
    distances = (np.arange(source) + 0.5 - centres[:, None]) / scale
    weights = np.sinc(distances) * np.sinc(distances / LANCZOS_LOBES) * (np.abs(distances) < LANCZOS_LOBES)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _ssim(one: Array, other: Array) -> float:
    mean_one, mean_other = _blurred(one), _blurred(other)
    variance_one = _blurred(one * one) - mean_one**2
    variance_other = _blurred(other * other) - mean_other**2
    covariance = _blurred(one * other) - mean_one * mean_other
    structure = (2 * covariance + C2) / (variance_one + variance_other + C2)
    brightness = (2 * mean_one * mean_other + C1) / (mean_one**2 + mean_other**2 + C1)
    return float((structure * brightness).mean())


def _blurred(values: Array) -> Array:
    offsets = np.arange(WINDOW) - WINDOW // 2
    kernel = np.exp(-(offsets**2) / (2 * SIGMA**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        windows = np.lib.stride_tricks.sliding_window_view(values, WINDOW, axis=axis)
        values = windows @ kernel
    return values

"""Converts colours that a file describes by code points of ITU-T H.273 (PNG's cICP, AVIF's nclx) to sRGB.

Includes high dynamic range (PQ and HLG). Without tone mapping such images look washed out. The tone mapping
follows Chromium's for displays of standard range (compared with Chromium 156).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import product

from images.decoding.decoder_input import CodePoints
from PIL import Image, ImageChops, ImageFilter

_SRGB, _PQ, _HLG = 13, 16, 18
_BT709 = (1, 6, 14, 15)  # code points that share one transfer curve

# By code point of the primaries: matrix from their linear light to sRGB's.
_MATRICES = {
    1: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    9: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),  # BT.2020
    12: ((1.2249, -0.2247, -0.0002), (-0.0420, 1.0419, 0.0001), (-0.0197, -0.0786, 1.0983)),  # Display P3
}
_GRID = 17  # points of a lookup table along each axis

# High dynamic range: light is relative to paper white, 203 nits. 1,000 nits become the result's white.
_BRIGHTEST = 1000 / 203
_GAIN_OF_PAPER = 0.5
_GAMMA = 2.2  # of the 8-bit levels that hold light between the steps
_HLG_GAMMA = 0.2  # system gamma of a display of 1,000 nits, minus 1
_HLG_LUMINANCE = (0.2627, 0.6780, 0.0593)

type Colour = Sequence[float]


def to_srgb(image: Image.Image, points: CodePoints) -> Image.Image:
    """Return an image of mode L, LA, RGB or RGBA in sRGB. Colours that are sRGB or unknown stay unchanged."""
    if points.primaries not in _MATRICES or points == CodePoints(1, _SRGB):
        return image
    colours = image.convert("RGB")
    if points.transfer in (_PQ, _HLG):
        result = _tone_mapped(_light(colours, points.transfer)).filter(_from_light(points.primaries))
    elif points.transfer in _LINEAR:
        result = colours.filter(_from_usual_range(points))
    else:
        return image
    if image.mode in ("L", "LA"):
        result = result.convert("L")
    if image.mode.endswith("A"):
        result.putalpha(image.getchannel("A"))
    return result


def _table(colour_of: Callable[[Colour], Iterable[float]]) -> ImageFilter.Color3DLUT:
    levels = [step / (_GRID - 1) for step in range(_GRID)]
    table = [one for blue, green, red in product(levels, repeat=3) for one in colour_of((red, green, blue))]
    return ImageFilter.Color3DLUT(_GRID, table)


@cache
def _from_usual_range(points: CodePoints) -> ImageFilter.Color3DLUT:
    linear, matrix = _LINEAR[points.transfer], _MATRICES[points.primaries]
    return _table(lambda colour: _encoded(matrix, [linear(one) for one in colour]))


# --- high dynamic range ---


def _light(image: Image.Image, transfer: int) -> Image.Image:
    """Return levels of light; the highest level stands for `_BRIGHTEST`."""
    if transfer == _HLG:
        return image.filter(_hlg_display())
    levels = [_level(min(_from_pq(value / 255) / _BRIGHTEST, 1)) for value in range(256)]
    return image.point([round(255 * level) for level in levels] * 3)


@cache
def _hlg_display() -> ImageFilter.Color3DLUT:
    """Return the lookup table from HLG's samples to light on its reference display of 1,000 nits."""

    def shown(colour: Colour) -> Iterator[float]:
        light = [_from_hlg(one) for one in colour]
        luminance = sum(part * one for part, one in zip(_HLG_LUMINANCE, light, strict=True))
        return (_level(one * luminance**_HLG_GAMMA) for one in light)

    return _table(shown)


def _tone_mapped(image: Image.Image) -> Image.Image:
    """Return levels of light; the highest level stands for white in standard range.

    All channels of a pixel get the gain of its brightest channel, so that the hue stays.
    """
    red, green, blue = image.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    gains = [_level(_gain(_BRIGHTEST * (value / 255) ** _GAMMA) / _GAIN_OF_PAPER) for value in range(256)]
    gain = most.point([round(255 * one) for one in gains])
    scale = _level(_BRIGHTEST * _GAIN_OF_PAPER)
    stretched = [min(255, round(value * scale)) for value in range(256)]
    mapped = (ImageChops.multiply(one, gain).point(stretched) for one in (red, green, blue))
    return Image.merge("RGB", tuple(mapped))


def _gain(light: float) -> float:
    """Return the factor of tone mapping for light relative to paper white.

    Paper white is halved, which leaves the other half of the range for brighter light. Above paper white the
    curve differs from Chromium's by at most 2 %.
    """
    if light <= 1:
        return _GAIN_OF_PAPER
    return min(1.2744 - 1.668 / (light + 1.154), 1) / light


@cache
def _from_light(primaries: int) -> ImageFilter.Color3DLUT:
    matrix = _MATRICES[primaries]
    return _table(lambda levels: _encoded(matrix, [level**_GAMMA for level in levels]))


def _level(light: float) -> float:
    level: float = light ** (1 / _GAMMA)
    return level


# --- curves ---


def _encoded(matrix: Sequence[Colour], colour: Colour) -> Iterator[float]:
    """Yield sRGB samples from 0 to 1; `matrix` converts the linear light `colour` to sRGB's primaries."""
    for row in matrix:
        light = min(max(sum(part * one for part, one in zip(row, colour, strict=True)), 0.0), 1.0)
        yield 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def _from_srgb(value: float) -> float:
    linear: float = value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
    return linear


def _from_pq(value: float) -> float:
    """Return light relative to paper white. Source of the constants: SMPTE ST 2084."""
    power = value ** (1 / 78.84375)
    ratio: float = max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)
    light: float = 10 * _BRIGHTEST * ratio ** (1 / 0.1593017578125)
    return light


def _from_hlg(value: float) -> float:
    """Return the scene's light from 0 to 1. Source of the constants: ITU-R BT.2100."""
    return value**2 / 3 if value <= 0.5 else (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12


_LINEAR: dict[int, Callable[[float], float]] = {
    **dict.fromkeys(_BT709, lambda value: value**2.4),  # the gamma of displays, not the cameras' curve
    4: lambda value: value**2.2,
    5: lambda value: value**2.8,
    8: lambda value: value,
    _SRGB: _from_srgb,
}

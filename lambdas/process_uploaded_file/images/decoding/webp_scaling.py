"""Decodes WebP at a smaller size by calling libwebp directly: half the time, an eighth of the memory.

Pillow decodes the whole WebP through libwebp's interface for animations, and needs up to 17 bytes per pixel.
libwebp can scale while it decodes, and then keeps only a few rows, but Pillow does not use this. So this
module calls libwebp's stable C interface (decode.h, "advanced decoding API") in the library that Pillow has
loaded. If that fails, as with a Pillow that was built differently, Pillow decodes.
"""

from __future__ import annotations

import ctypes
from functools import cache

from PIL import Image, _webp

MUCH_SMALLER = 4  # scale factor from which on smoothing is not visible in the result

# decode.h: the version of the structures below. libwebp refuses another major version.
_ABI_VERSION = 0x0210
_STATUS_OK = 0
_MODE_RGB, _MODE_RGBA = 0, 1
_LOSSY = 1


class _Features(ctypes.Structure):
    _fields_ = (
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("has_alpha", ctypes.c_int),
        ("has_animation", ctypes.c_int),
        ("format", ctypes.c_int),
        ("pad", ctypes.c_uint32 * 5),
    )


class _RgbaBuffer(ctypes.Structure):
    _fields_ = (("rgba", ctypes.c_void_p), ("stride", ctypes.c_int), ("size", ctypes.c_size_t))


class _YuvaBuffer(ctypes.Structure):
    _fields_ = (
        ("planes", ctypes.c_void_p * 4),
        ("strides", ctypes.c_int * 4),
        ("sizes", ctypes.c_size_t * 4),
    )


class _Samples(ctypes.Union):
    _fields_ = (("RGBA", _RgbaBuffer), ("YUVA", _YuvaBuffer))


class _Output(ctypes.Structure):
    _fields_ = (
        ("colorspace", ctypes.c_int),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("is_external_memory", ctypes.c_int),
        ("u", _Samples),
        ("pad", ctypes.c_uint32 * 4),
        ("private_memory", ctypes.c_void_p),
    )


class _Options(ctypes.Structure):
    _fields_ = (
        ("bypass_filtering", ctypes.c_int),
        ("no_fancy_upsampling", ctypes.c_int),
        ("use_cropping", ctypes.c_int),
        ("crop", ctypes.c_int * 4),
        ("use_scaling", ctypes.c_int),
        ("scaled_width", ctypes.c_int),
        ("scaled_height", ctypes.c_int),
        ("use_threads", ctypes.c_int),
        ("dithering_strength", ctypes.c_int),
        ("flip", ctypes.c_int),
        ("alpha_dithering_strength", ctypes.c_int),
        ("pad", ctypes.c_uint32 * 5),
    )


class _Config(ctypes.Structure):
    _fields_ = (("input", _Features), ("output", _Output), ("options", _Options))


@cache
def _libwebp() -> ctypes.CDLL | None:
    """Return the libwebp that Pillow's extension is linked to; None if it lacks a needed function."""
    try:
        library = ctypes.CDLL(_webp.__file__)
        library.WebPDecode.argtypes = (ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(_Config))
        features = (ctypes.c_char_p, ctypes.c_size_t, ctypes.POINTER(_Features), ctypes.c_int)
        library.WebPGetFeaturesInternal.argtypes = features
        library.WebPInitDecoderConfigInternal.argtypes = (ctypes.POINTER(_Config), ctypes.c_int)
    except (OSError, AttributeError):
        return None
    return library


class ScaledWebp:
    """A WebP image that libwebp can decode at a smaller size.

    Attributes:
        decoder_bytes: memory that libwebp needs in addition to the returned pixels, measured and rounded up.
    """

    def __init__(self, library: ctypes.CDLL, data: bytes, config: _Config) -> None:
        self._library = library
        self._data = data
        self._config = config
        pixels = config.input.width * config.input.height
        # libwebp keeps a few rows of a lossy image, but a whole lossless image with 4 bytes per pixel.
        self.decoder_bytes = pixels // 2 if config.input.format == _LOSSY else pixels * 5

    def decode(self, size: tuple[int, int]) -> Image.Image:
        """Return the image in mode RGB or RGBA, scaled to `size` by averaging.

        Raises:
            ValueError: the file is damaged.
        """
        width, height = size
        has_alpha = bool(self._config.input.has_alpha)
        samples = 4 if has_alpha else 3
        pixels = bytearray(width * height * samples)
        options, output = self._config.options, self._config.output
        # When many pixels become one, smoothing block edges and interpolating colours makes no difference.
        is_lost = width * MUCH_SMALLER <= self._config.input.width
        options.bypass_filtering = options.no_fancy_upsampling = int(is_lost)
        # Do not scale to the same size, because libwebp then interpolates colours with lower quality.
        options.use_scaling = int(size != (self._config.input.width, self._config.input.height))
        options.scaled_width, options.scaled_height = size
        output.colorspace = _MODE_RGBA if has_alpha else _MODE_RGB
        output.is_external_memory = 1
        output.u.RGBA.rgba = ctypes.addressof((ctypes.c_char * len(pixels)).from_buffer(pixels))
        output.u.RGBA.stride, output.u.RGBA.size = width * samples, len(pixels)
        status = self._library.WebPDecode(self._data, len(self._data), ctypes.byref(self._config))
        if status != _STATUS_OK:
            raise ValueError(f"libwebp: status {status}")
        mode = "RGBA" if has_alpha else "RGB"
        return Image.frombytes(mode, size, pixels)


def scaled_webp(data: bytes) -> ScaledWebp | None:
    """Return the image if libwebp can decode it at a smaller size without loss of quality, else None.

    Animations are excluded. So are lossy images with alpha: colours of invisible pixels would show at edges.
    """
    library, config = _libwebp(), _Config()
    if library is None or not library.WebPInitDecoderConfigInternal(ctypes.byref(config), _ABI_VERSION):
        return None
    features = config.input
    status = library.WebPGetFeaturesInternal(data, len(data), ctypes.byref(features), _ABI_VERSION)
    if status != _STATUS_OK or features.has_animation or (features.format == _LOSSY and features.has_alpha):
        return None
    return ScaledWebp(library, data, config)

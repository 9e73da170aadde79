"""Decodes HEIF by calling libheif directly, in the calling thread.

The package pi_heif contains libheif, but lets its HEVC decoder start a thread. A decoder's process cannot
start threads. So this module calls libheif's stable C interface (heif.h) in the library that pi_heif's
extension has loaded. It never reads metadata, nor any picture except the primary one.
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_uint8, c_uint64, c_void_p

import _pi_heif  # type: ignore[import-not-found]  # an extension module alone
from images.decoding.rejected_image import ImageProblem, RejectedImageError
from PIL import Image, ImageFile

# Enumeration values of heif.h.
_COLOURSPACE_RGB = 1
_CHROMA_RGB, _CHROMA_RGBA = 10, 11
_CHANNEL_INTERLEAVED = 10
_PROFILES = {kind: int.from_bytes(kind) for kind in (b"nclx", b"prof", b"rICC")}

_OUT_OF_MEMORY, _BEYOND_A_LIMIT = 6, 1000
_UNSUPPORTED = frozenset((3, 4, 11))  # types, features, codecs

# Limit on libheif's total memory, in bytes per allowed pixel. An 8-bit image takes 6. Without the limit, a
# file with many items that each cover the whole file would exhaust the memory.
_MAX_BYTES_PER_PIXEL = 12

_OPTIONS_WITH_THREADS = 8  # the first version of `heif_decoding_options` with `codec_threads`
_NO_THREAD = -1  # decode in the calling thread; 0 lets libheif choose, and it starts one thread


class _Error(ctypes.Structure):
    _fields_ = (("code", c_int), ("subcode", c_int), ("message", c_char_p))


class _Limits(ctypes.Structure):
    _fields_ = (
        ("version", c_uint8),
        ("max_image_size_pixels", c_uint64),
        ("others", c_uint64 * 6),
        ("max_total_memory", c_uint64),
    )  # the structure has more fields, which stay unchanged


class _ColourConversion(ctypes.Structure):
    _fields_ = (("version", c_uint8), ("down", c_int), ("up", c_int), ("only_these", c_uint8))


class _Options(ctypes.Structure):
    _fields_ = (
        ("version", c_uint8),
        ("ignore_transformations", c_uint8),
        ("progress", c_void_p * 4),
        ("convert_hdr_to_8bit", c_uint8),
        ("strict_decoding", c_uint8),
        ("decoder_id", c_char_p),
        ("colour_conversion", _ColourConversion),
        ("cancel_decoding", c_void_p),
        ("colour_conversion_ext", c_void_p),
        ("ignore_sequence_editlist", c_int),
        ("output_nclx", c_void_p),
        ("library_threads", c_int),
        ("codec_threads", c_int),
    )


class _Nclx(ctypes.Structure):
    _fields_ = (("version", c_uint8), ("primaries", c_int), ("transfer", c_int))  # it has more fields


def _declared() -> ctypes.CDLL:
    """Return libheif with the types of the functions that this module calls."""
    library = ctypes.CDLL(_pi_heif.__file__)
    for name, result, arguments in (
        ("context_alloc", c_void_p, ()),
        ("context_free", None, (c_void_p,)),
        ("context_get_security_limits", POINTER(_Limits), (c_void_p,)),
        ("context_set_max_decoding_threads", None, (c_void_p, c_int)),
        ("context_read_from_memory_without_copy", _Error, (c_void_p, c_char_p, c_size_t, c_void_p)),
        ("context_get_primary_image_handle", _Error, (c_void_p, POINTER(c_void_p))),
        ("image_handle_release", None, (c_void_p,)),
        ("image_handle_get_width", c_int, (c_void_p,)),
        ("image_handle_get_height", c_int, (c_void_p,)),
        ("image_handle_get_luma_bits_per_pixel", c_int, (c_void_p,)),
        ("image_handle_has_alpha_channel", c_int, (c_void_p,)),
        ("image_handle_is_premultiplied_alpha", c_int, (c_void_p,)),
        ("image_handle_get_color_profile_type", c_int, (c_void_p,)),
        ("image_handle_get_raw_color_profile_size", c_size_t, (c_void_p,)),
        ("image_handle_get_raw_color_profile", _Error, (c_void_p, c_void_p)),
        ("image_handle_get_nclx_color_profile", _Error, (c_void_p, POINTER(POINTER(_Nclx)))),
        ("nclx_color_profile_free", None, (POINTER(_Nclx),)),
        ("decoding_options_alloc", POINTER(_Options), ()),
        ("decoding_options_free", None, (POINTER(_Options),)),
        ("decode_image", _Error, (c_void_p, POINTER(c_void_p), c_int, c_int, POINTER(_Options))),
        ("image_get_width", c_int, (c_void_p, c_int)),
        ("image_get_height", c_int, (c_void_p, c_int)),
        ("image_get_plane_readonly2", c_void_p, (c_void_p, c_int, POINTER(c_size_t))),
        ("image_release", None, (c_void_p,)),
    ):
        function = getattr(library, f"heif_{name}")
        function.restype, function.argtypes = result, arguments
    return library


def _no_thread() -> ctypes._Pointer[_Options]:
    options: ctypes._Pointer[_Options] = _libheif.heif_decoding_options_alloc()
    if options.contents.version < _OPTIONS_WITH_THREADS:
        raise ImportError("This libheif is too old to decode in the calling thread.")
    options.contents.codec_threads = _NO_THREAD
    return options


_libheif = _declared()
_OPTIONS = _no_thread()


def _check(error: _Error, beyond_a_limit: ImageProblem = ImageProblem.TOO_COMPLEX) -> None:
    if error.code == _OUT_OF_MEMORY and error.subcode != _BEYOND_A_LIMIT:
        raise MemoryError
    if error.code == _OUT_OF_MEMORY:
        raise RejectedImageError(beyond_a_limit)
    if error.code in _UNSUPPORTED:
        raise RejectedImageError(ImageProblem.VARIANT_NOT_SUPPORTED)
    if error.code:
        raise ValueError(f"libheif: {error.message.decode(errors='replace')}")


class HeifFile(ImageFile.ImageFile):
    """Pillow's image class for the primary picture of a HEIF file.

    `info["bits"]` is the number of bits per sample in the file. The colours are in `info["icc_profile"]`, or
    in `info["nclx"]` as primaries and transfer.
    """

    format = "HEIF"
    format_description = "High Efficiency Image File Format"

    _context: c_void_p | None = None
    _handle: c_void_p | None = None

    def _open(self) -> None:
        self._context = c_void_p(_libheif.heif_context_alloc())
        most_pixels = Image.MAX_IMAGE_PIXELS or sys.maxsize
        # Keep libheif's own limits, but lower two of them.
        limits = _libheif.heif_context_get_security_limits(self._context).contents
        limits.max_image_size_pixels = min(limits.max_image_size_pixels, most_pixels)
        limits.max_total_memory = min(limits.max_total_memory, most_pixels * _MAX_BYTES_PER_PIXEL)
        _libheif.heif_context_set_max_decoding_threads(self._context, 0)
        assert self.fp  # noqa: S101 - Pillow opens it
        self._content = self.fp.read()
        _check(
            _libheif.heif_context_read_from_memory_without_copy(
                self._context, self._content, len(self._content), None
            )
        )
        self._handle = c_void_p()
        _check(_libheif.heif_context_get_primary_image_handle(self._context, byref(self._handle)))
        self._size = (
            _libheif.heif_image_handle_get_width(self._handle),
            _libheif.heif_image_handle_get_height(self._handle),
        )
        self.info["bits"] = _libheif.heif_image_handle_get_luma_bits_per_pixel(self._handle)
        self._mode = "RGB"
        if _libheif.heif_image_handle_has_alpha_channel(self._handle):
            is_multiplied = _libheif.heif_image_handle_is_premultiplied_alpha(self._handle)
            self._mode = "RGBa" if is_multiplied else "RGBA"
        self._read_profile()

    def _read_profile(self) -> None:
        kind = _libheif.heif_image_handle_get_color_profile_type(self._handle)
        if kind == _PROFILES[b"nclx"]:
            nclx = POINTER(_Nclx)()
            _check(_libheif.heif_image_handle_get_nclx_color_profile(self._handle, byref(nclx)))
            self.info["nclx"] = nclx.contents.primaries, nclx.contents.transfer
            _libheif.heif_nclx_color_profile_free(nclx)
        elif kind in _PROFILES.values():
            size = _libheif.heif_image_handle_get_raw_color_profile_size(self._handle)
            profile = ctypes.create_string_buffer(size)
            _check(_libheif.heif_image_handle_get_raw_color_profile(self._handle, profile))
            self.info["icc_profile"] = profile.raw

    def load(self) -> object:  # type: ignore[override]  # Pillow's own type has no public name
        """Decode, at the first call only."""
        if self._handle:
            self.im = self._decoded().im
            self._release()
        return super().load()

    def _decoded(self) -> Image.Image:
        chroma = _CHROMA_RGB if self.mode == "RGB" else _CHROMA_RGBA
        decoded = c_void_p()
        arguments = self._handle, byref(decoded), _COLOURSPACE_RGB, chroma, _OPTIONS
        _check(_libheif.heif_decode_image(*arguments), ImageProblem.TOO_MANY_PIXELS)
        try:
            size = (
                _libheif.heif_image_get_width(decoded, _CHANNEL_INTERLEAVED),
                _libheif.heif_image_get_height(decoded, _CHANNEL_INTERLEAVED),
            )
            if size != self.size:
                raise ValueError(f"The picture's size is {size}, but the file says {self.size}.")
            stride = c_size_t()
            plane = _libheif.heif_image_get_plane_readonly2(decoded, _CHANNEL_INTERLEAVED, byref(stride))
            pixels = memoryview((c_uint8 * (stride.value * size[1])).from_address(plane))
            return Image.frombytes(self.mode, size, pixels, "raw", self.mode, stride.value)
        finally:
            _libheif.heif_image_release(decoded)

    def _release(self) -> None:
        if self._handle:
            _libheif.heif_image_handle_release(self._handle)
        if self._context:
            _libheif.heif_context_free(self._context)
        self._handle = self._context = None

    def __del__(self) -> None:
        self._release()


for _name in ("HEIC", "HEIF"):
    Image.register_open(_name, HeifFile, lambda start: start[4:8] == b"ftyp")
    Image.register_mime(_name, f"image/{_name.lower()}")

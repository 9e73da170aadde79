"""The error that every step of image processing raises for a rejected file, and its reasons."""

from __future__ import annotations

from enum import StrEnum


class ImageProblem(StrEnum):
    """Why a file is rejected; a value of the item's `reason`.

    EMPTY: the file has no bytes.
    NOT_AN_IMAGE: the content matches no known type.
    FORMAT_NOT_ALLOWED: an image or a document of a type that this deployment does not accept.
    VARIANT_NOT_SUPPORTED: an accepted type in an unsupported variant (lossless or arithmetic JPEG, compressed
        BMP, TIFF with unusual samples or compression, HEIF with another codec than HEVC).
    TOO_MANY_PIXELS: more pixels than the limit, or than fit into the memory for decoding.
    TOO_COMPLEX: more segments, chunks or scans than any real image has; reading them would cost too much.
    DAMAGED: it starts like an image but cannot be decoded.
    DECODER_CRASHED: it made its decoder crash or return an invalid result.
    TOO_SLOW: decoding reached its limit of processor time.
    TOO_MUCH_MEMORY: decoding reached its memory limit.
    """

    EMPTY = "empty"
    NOT_AN_IMAGE = "not_an_image"
    FORMAT_NOT_ALLOWED = "format_not_allowed"
    VARIANT_NOT_SUPPORTED = "variant_not_supported"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COMPLEX = "too_complex"
    DAMAGED = "damaged"
    DECODER_CRASHED = "decoder_crashed"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"


class RejectedImageError(Exception):
    """The file is rejected because of `problem`. A retry would give the same result."""

    def __init__(self, problem: ImageProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem

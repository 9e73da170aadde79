"""How every step of the image path says that a file gets no thumbnail, and why."""

from __future__ import annotations

from enum import StrEnum


class ImageProblem(StrEnum):
    """Why a file has no thumbnail; the item's `reason`.

    EMPTY: the file has no bytes.
    NOT_AN_IMAGE: the content is of no type that we can name.
    FORMAT_NOT_ALLOWED: an image, or a document, of a type that this deployment does not accept.
    VARIANT_NOT_SUPPORTED: an accepted type in a variant that is not supported (lossless or arithmetic JPEG,
        compressed BMP, TIFF of unusual samples or compression, HEIF of another codec than HEVC).
    TOO_MANY_PIXELS: over the pixel limit, or more than the memory for decoding can hold.
    TOO_COMPLEX: more pieces than any real image has, so that reading them would cost too much.
    DAMAGED: it starts like an image and cannot be decoded.
    DECODER_CRASHED: it made its decoder crash, or answer what is no result.
    TOO_SLOW: decoding took all of its processor time.
    TOO_MUCH_MEMORY: decoding took all of its memory.
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
    """The file gets no thumbnail because of `problem`; a retry would end the same way."""

    def __init__(self, problem: ImageProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem

"""Why an upload has no thumbnail, as the item says it."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an item is `rejected` or `unscannable`.

    Rejected:
        TOO_LARGE: more bytes than the upload limit; it was not downloaded.
        EMPTY: no bytes at all.
        NOT_AN_IMAGE: its content is not that of any image we know.
        FORMAT_NOT_ALLOWED: an image, or a document, of a type that this deployment does not take.
        VARIANT_NOT_SUPPORTED: of a type that is taken, in a variant that is not (lossless or arithmetic JPEG,
            compressed BMP, TIFF of unusual samples or compression, AVIF of several frames).
        TOO_MANY_PIXELS: over the limit of pixels, or more than the memory set aside for decoding can hold.
        TOO_COMPLEX: so many pieces that taking it apart costs more than any real image does.
        DAMAGED: it starts like an image and cannot be decoded.
        OBJECT_GONE: the version was deleted before it could be read.
    Unscannable:
        NOT_SCANNED: the scanner could not scan it, or sent a status that nobody knows.
        TAG_DISAGREES: the finding says clean, but the object's tag says neither that nor infected.
    """

    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NOT_AN_IMAGE = "not_an_image"
    FORMAT_NOT_ALLOWED = "format_not_allowed"
    VARIANT_NOT_SUPPORTED = "variant_not_supported"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COMPLEX = "too_complex"
    DAMAGED = "damaged"
    OBJECT_GONE = "object_gone"
    NOT_SCANNED = "not_scanned"
    TAG_DISAGREES = "tag_disagrees"

"""Inputs and results of `images.thumbnails`: plain values without behaviour."""

from __future__ import annotations

from dataclasses import dataclass

from images.decoding.rejected_image import ImageProblem


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """Limits on the images to decode.

    Attributes:
        allowed_content_types: the accepted types, as detected from the content.
        max_pixels: images with more pixels are rejected without decoding.
        memory_bytes: the memory that decoding one file may use, including the file itself.
    """

    allowed_content_types: frozenset[str]
    max_pixels: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class WantedThumbnail:
    """How to make one thumbnail.

    Attributes:
        name: identifies this thumbnail in the result.
        width: maximum width in pixels.
        height: maximum height in pixels.
        fit: "contain" keeps the whole image. "cover" fills width and height, and cuts off the rest. Neither
            enlarges a small image.
        quality: of JPEG and WebP, from 1 to 100.
        content_type: the format to encode. If it has no transparency, the image gets a white background.
            None: the source format's `thumbnail_type`.
    """

    name: str
    width: int
    height: int
    fit: str
    quality: int
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """An encoded thumbnail.

    Attributes:
        name: that of its `WantedThumbnail`.
        content: the encoded image.
        content_type: the content's type.
        extension: the file extension of that type, without a dot.
        width: in pixels.
        height: in pixels.
    """

    name: str
    content: bytes
    content_type: str
    extension: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ProcessedImage:
    """Type and size of an uploaded image, and its thumbnails.

    Attributes:
        content_type: detected from the upload's content.
        width: of the upright upload, in pixels.
        height: of the upright upload, in pixels.
        thumbnails: at least one, in the order of the request.
    """

    content_type: str
    width: int
    height: int
    thumbnails: tuple[Thumbnail, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why a file gets no thumbnail, with the type and size that were known before."""

    problem: ImageProblem
    content_type: str | None = None
    width: int | None = None
    height: int | None = None

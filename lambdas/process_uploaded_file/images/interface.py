"""What goes into the image path and what comes out: plain values that can be pickled."""

from __future__ import annotations

from dataclasses import dataclass

from images.decoding.rejected_image import ImageProblem


@dataclass(frozen=True, slots=True)
class ImageLimits:
    """What may be decoded.

    Attributes:
        allowed_content_types: what an image may be, by its content.
        max_pixels: images with more are rejected without being decoded.
        memory_bytes: that decoding one file may take, the file itself included.
    """

    allowed_content_types: frozenset[str]
    max_pixels: int
    memory_bytes: int


@dataclass(frozen=True, slots=True)
class WantedThumbnail:
    """How one thumbnail is made.

    Attributes:
        name: of this size, to find it again in the result.
        width: of the box that the thumbnail fits into, in pixels.
        height: of that box, in pixels.
        fit: "contain" keeps the whole image inside the box, "cover" fills the box and cuts off the rest.
            Neither enlarges a small image.
        quality: of JPEG and WebP, from 1 to 100.
        content_type: what it is encoded as; where that keeps no transparency, it is laid on white. None: as
            the source's record says.
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
        name: of the wanted thumbnail.
        content: the encoded image.
        content_type: of the content.
        extension: for the content type, without a dot.
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
    """The facts of an uploaded image, and its thumbnails in the order in which they were wanted.

    Attributes:
        content_type: of the upload, by its content.
        width: of the upright upload, in pixels.
        height: of the upright upload, in pixels.
        thumbnails: at least one.
    """

    content_type: str
    width: int
    height: int
    thumbnails: tuple[Thumbnail, ...]


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why there is no thumbnail, with the facts that were known before."""

    problem: ImageProblem
    content_type: str | None = None
    width: int | None = None
    height: int | None = None

"""Detects a file's type by its first bytes. Its name and Content-Type header are ignored."""

from __future__ import annotations

from images.all_formats import FORMATS
from images.decoding.image_format import FileType, Signature

# Types that are detected but not decoded. The item names them, so that an application can tell its user.
NAMED_ONLY = (
    FileType("image/jxl", ({0: b"\x00\x00\x00\x0cJXL \r\n\x87\n"}, {0: b"\xff\x0a"})),
    FileType("image/vnd.adobe.photoshop", ({0: b"8BPS"},)),
    FileType("application/postscript", ({0: b"%!PS"}, {0: b"\xc5\xd0\xd3\xc6"})),  # also EPS with preview
    FileType("application/pdf", ({0: b"%PDF-"},)),
    FileType("image/jp2", ({0: b"\x00\x00\x00\x0cjP  \r\n\x87\n"},)),  # JPEG 2000
    FileType("image/j2c", ({0: b"\xff\x4f\xff\x51"},)),  # JPEG 2000 codestream without a container
    FileType("image/heic-sequence", brands=(b"hevc", b"hevx", b"hevm", b"hevs")),
    FileType("image/heif-sequence", brands=(b"msf1",)),
    FileType("image/svg+xml", text=b"<svg"),
)

_FILE_TYPES = (*(image_format.file_type for image_format in FORMATS.values()), *NAMED_ONLY)
_BRANDS = {brand: one.content_type for one in _FILE_TYPES for brand in one.brands}
_ANY_CODEC = frozenset(("image/heif", "image/heif-sequence"))  # container types that leave the codec open


def content_type_of(data: bytes) -> str | None:
    """Return the content type that the first bytes of `data` show; None if they match no known type."""
    for one in _FILE_TYPES:
        if any(_has(data, signature) for signature in one.signatures):
            return one.content_type
    if data[4:8] == b"ftyp":
        return _type_of_brands(data)
    head = data[:1024]
    return next((one.content_type for one in _FILE_TYPES if one.text and one.text in head), None)


def _has(data: bytes, signature: Signature) -> bool:
    return all(data.startswith(part, offset) for offset, part in signature.items())


def _type_of_brands(data: bytes) -> str | None:
    """Return the type of the first known brand: first the major brand, then the compatible ones in order.

    Brands that leave the codec open count only if no other brand is known.
    """
    end = min(int.from_bytes(data[:4]), 256)
    brands = [data[8:12], *(data[start : start + 4] for start in range(16, end, 4))]
    types = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
    return next((one for one in types if one not in _ANY_CODEC), types[0] if types else None)

"""What a file is by its first bytes, whatever its name or header says."""

from __future__ import annotations

DECODABLE_CONTENT_TYPES = frozenset(
    ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif", "image/tiff", "image/bmp")
)

_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),  # BigTIFF
    (b"MM\x00+", "image/tiff"),
    # Not decoded, but named in the item, so that an application can say what it was sent.
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"%!PS", "application/postscript"),
    (b"\xc5\xd0\xd3\xc6", "application/postscript"),  # EPS with a preview
    (b"%PDF-", "application/pdf"),
)

_HEIF_BRANDS = {b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic"}


def content_type_of(data: bytes) -> str | None:
    """Return the content type that the first bytes of `data` stand for, or None where they say nothing."""
    for signature, content_type in _SIGNATURES:
        if data.startswith(signature):
            return content_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:2] == b"BM" and data[6:10] == bytes(4):  # two letters are little: the reserved field is zero
        return "image/bmp"
    if data[4:8] == b"ftyp":
        return _heif_type(data)
    if b"<svg" in data[:1024]:
        return "image/svg+xml"
    return None


def _heif_type(data: bytes) -> str | None:
    """Return the type of the first brand we know: the major one, else the compatible ones in their order."""
    end = min(int.from_bytes(data[:4]), 256)
    brands = [data[8:12], *(data[start : start + 4] for start in range(16, end, 4))]
    return next((_HEIF_BRANDS[brand] for brand in brands if brand in _HEIF_BRANDS), None)

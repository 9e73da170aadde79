"""Checks that an encoded image has only its pixels, byte by byte, without the library that made it."""

from __future__ import annotations

import struct

_JPEG_PARTS = frozenset((0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0))
_PNG_PARTS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH"))


class NotHarmlessError(AssertionError):
    """The file has more than pixels; the message says what."""


def assert_only_pixels(content: bytes, content_type: str) -> None:
    """Fail if a JPEG, PNG or WebP has a part that its pixels do not need, or data after its end.

    Raises NotHarmlessError.
    """
    {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[content_type](content)


def _expect(holds: object, said: str) -> None:
    if not holds:
        raise NotHarmlessError(said)


def _jpeg(content: bytes) -> None:
    _expect(content.startswith(b"\xff\xd8") and content.endswith(b"\xff\xd9"), "no JPEG from start to end")
    position = 2
    while True:
        _expect(content[position] == 0xFF, "junk between segments")
        code, length = content[position + 1], int.from_bytes(content[position + 2 : position + 4])
        _expect(code in _JPEG_PARTS, f"a segment {code:02x}")
        if code == 0xE0:
            _expect(length == 16 and content[position + 4 : position + 9] == b"JFIF\0", "more than JFIF")
        position += 2 + length
        if code == 0xDA:
            break
    rest = content[position:-2]
    for place in range(len(rest) - 1):
        if rest[place] == 0xFF:
            _expect(rest[place + 1] == 0 or 0xD0 <= rest[place + 1] <= 0xD7, "a segment after the pixels")


def _png(content: bytes) -> None:
    _expect(content.startswith(b"\x89PNG\r\n\x1a\n"), "no PNG")
    position, kind = 8, b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">I4s", content, position)
        _expect(kind in _PNG_PARTS, f"a chunk {kind!r}")
        position += 12 + length
    _expect(position == len(content), "something behind the end")


def _webp(content: bytes) -> None:
    _expect(content[:4] == b"RIFF" and content[8:12] == b"WEBP", "no WebP")
    _expect(int.from_bytes(content[4:8], "little") + 8 == len(content), "something behind the end")
    position = 12
    while position < len(content):
        kind, length = struct.unpack_from("<4sI", content, position)
        _expect(kind in _WEBP_PARTS, f"a chunk {kind!r}")
        position += 8 + length + length % 2

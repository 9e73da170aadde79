"""A PNG's pixels inflated by ISA-L, in a third of zlib's time, and handed to Pillow uncompressed.

Pillow's own decoder inflates with zlib, which is half of the cost of a PNG. Deflate can also store bytes as
they are. ISA-L's output goes to Pillow in such stored blocks of 64 KiB, which zlib only copies.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

from isal import igzip_lib
from PIL import ImageFile

_ZLIB_HEADER = b"\x78\x01"
_BLOCK_HEADER = struct.Struct("<BHH")  # not the last block, stored; its length, and that with all bits turned
_MOST_STORED = 0xFFFF
_PIECE_BYTES = 32_768


def take_pixels_from(image: ImageFile.ImageFile, compressed: Sequence[memoryview]) -> None:
    """Have a PNG that was opened and not yet loaded take its pixels from these chunks, one after another."""
    # An image that has this method is asked for what its decoder gets: that is how Pillow's plugins do it.
    image.load_read = _StoredPixels(compressed).read  # type: ignore[attr-defined]


class _StoredPixels:
    """The pixels of a PNG as a zlib stream of stored blocks.

    The stream has no end of its own: a decoder has read enough when its image is complete. The header and the
    checksum of the compressed one are ISA-L's to judge.
    """

    def __init__(self, compressed: Sequence[memoryview]) -> None:
        self._pieces = _in_pieces(compressed)
        self._inflate = igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_ZLIB)
        self._prefix = _ZLIB_HEADER

    def read(self, size: int) -> bytes:
        """Return the next block, of at most `size` bytes; nothing if the compressed pixels break off or end.

        Raises:
            igzip_lib.IsalError: they are damaged.
        """
        prefix, self._prefix = self._prefix, b""
        most = min(size - len(prefix) - _BLOCK_HEADER.size, _MOST_STORED)
        pixels = b""
        while not pixels and not self._inflate.eof:
            piece = next(self._pieces, None) if self._inflate.needs_input else b""
            if piece is None:
                return b""
            pixels = self._inflate.decompress(piece, most)
        if not pixels:
            return b""
        return b"".join((prefix, _BLOCK_HEADER.pack(0, len(pixels), len(pixels) ^ _MOST_STORED), pixels))


def _in_pieces(compressed: Sequence[memoryview]) -> Iterator[memoryview]:
    for chunk in compressed:
        for start in range(0, len(chunk), _PIECE_BYTES):
            yield chunk[start : start + _PIECE_BYTES]

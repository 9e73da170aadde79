"""Reads several pieces of bytes as one file, without joining them in memory."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO, cast


def open_pieces(pieces: Sequence[bytes | memoryview]) -> BinaryIO:
    """Return a readable, seekable file of the concatenated pieces."""
    if len(pieces) == 1 and isinstance(pieces[0], bytes):
        return io.BytesIO(pieces[0])
    return cast("BinaryIO", _Pieces(pieces))


class _Pieces(io.BufferedIOBase):
    def __init__(self, pieces: Sequence[bytes | memoryview]) -> None:
        self._pieces = [memoryview(piece) for piece in pieces]
        self._ends = list(accumulate(map(len, self._pieces)))
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ends[-1]}[whence]
        if start + offset < 0:
            raise ValueError(f"{start + offset} is before the beginning")
        self._position = start + offset
        return self._position

    def read(self, size: int | None = -1) -> bytes:
        """Return at most `size` bytes; all up to the end if `size` is negative or None."""
        first, last = self._position, self._ends[-1]
        if size is not None and size >= 0:
            last = min(last, first + size)
        parts = [
            piece[max(0, first - end + len(piece)) : last - end + len(piece)]
            for piece, end in zip(self._pieces, self._ends, strict=True)
            if first < end and end - len(piece) < last
        ]
        self._position = max(first, last)
        return b"".join(parts)

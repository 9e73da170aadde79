"""A file whose bytes lie in several places, read without a copy of them all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO

BUFFER_BYTES = 65_536  # as much as Pillow asks for at once


def open_pieces(pieces: Sequence[bytes | memoryview]) -> BinaryIO:
    """Return pieces, one after another, as a file to read; one alone needs nothing around it."""
    if len(pieces) == 1 and isinstance(pieces[0], bytes):
        return io.BytesIO(pieces[0])
    return io.BufferedReader(_Pieces(pieces), BUFFER_BYTES)


class _Pieces(io.RawIOBase):
    def __init__(self, pieces: Sequence[bytes | memoryview]) -> None:
        self._pieces = [memoryview(piece) for piece in pieces]
        self._ends = list(accumulate(map(len, self._pieces)))
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._ends[-1]}[whence]
        if start + offset < 0:
            raise ValueError(f"{start + offset} is before the beginning")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # what BufferedReader gives
        """Fill a buffer from the piece at the present place; return how many bytes, 0 at the end."""
        for piece, end in zip(self._pieces, self._ends, strict=True):
            if self._position < end:
                part = piece[len(piece) - (end - self._position) :][: len(buffer)]
                buffer[: len(part)] = part
                self._position += len(part)
                return len(part)
        return 0

"""Reads the orientation from EXIF data: the only part that a thumbnail needs."""

from __future__ import annotations

from typing import Literal

_ORIENTATION_TAG = 0x0112
_SHORT = 3


def orientation_of(exif: bytes) -> int:
    """Return the EXIF orientation, 1 to 8; 1 if the data has none.

    The data may start with JPEG's identifier `Exif`. Only the first directory is read, in place. All other
    data is ignored, even if it is broken.
    """
    tiff = memoryview(exif)[6:] if exif.startswith(b"Exif\0\0") else memoryview(exif)
    if bytes(tiff[:2]) not in (b"II", b"MM"):
        return 1
    order: Literal["little", "big"] = "little" if tiff[0] == ord("I") else "big"

    def number(start: int, length: int) -> int:
        return int.from_bytes(tiff[start : start + length], order)

    first_directory = number(4, 4)
    for index in range(number(first_directory, 2)):
        entry = first_directory + 2 + 12 * index
        if entry + 12 > len(tiff):
            break
        if number(entry, 2) == _ORIENTATION_TAG and number(entry + 2, 2) == _SHORT:
            value = number(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1

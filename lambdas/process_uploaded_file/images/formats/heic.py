"""HEIC: HEIF with HEVC, the format of iPhone photos."""

from __future__ import annotations

from images.decoding.heif_input import heif_format
from images.decoding.image_format import FileType

FORMAT = heif_format(FileType("image/heic", brands=(b"heic", b"heix", b"heim", b"heis")), "HEIC")

"""HEIF that does not name its codec: decoded if that is HEVC."""

from __future__ import annotations

from images.decoding.heif_input import heif_format
from images.decoding.image_format import FileType

FORMAT = heif_format(FileType("image/heif", brands=(b"mif1",)), "HEIF")

"""HEIF with a brand that does not name the codec. It is decoded if the codec is HEVC."""

from __future__ import annotations

from images.decoding.heif_input import heif_format
from images.decoding.image_format import FileType

FORMAT = heif_format(FileType("image/heif", brands=(b"mif1",)), "HEIF")

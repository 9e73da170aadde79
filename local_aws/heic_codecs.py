"""Teaches Pillow to write and to read HEIC, for samples and tests.

pillow_heif encodes with x265, which no layer has. Its own registration would also replace the function's
decoder. pi_heif decodes with its own code, under a separate name. Tests compare thumbnails with its results.
"""

from __future__ import annotations

from pi_heif import HeifImageFile  # type: ignore[import-untyped]  # published without type information
from PIL import Image
from pillow_heif import as_plugin

Image.register_save("HEIC", as_plugin._save_heif)
Image.register_save_all("HEIC", as_plugin._save_all_heif)
Image.register_open("HEIC BY PI_HEIF", HeifImageFile, lambda start: start[4:8] == b"ftyp")

"""Teaches Pillow to write and to read HEIC, for samples and tests.

pillow_heif encodes, by x265, which no layer has. Its own registration would decode in the place of the
function's decoder. pi_heif decodes with its own code, under a name of its own: thumbnails are compared with
what it makes of a file.
"""

from __future__ import annotations

from pi_heif import HeifImageFile  # type: ignore[import-untyped]  # published without type information
from PIL import Image
from pillow_heif import as_plugin

Image.register_save("HEIC", as_plugin._save_heif)
Image.register_save_all("HEIC", as_plugin._save_all_heif)
Image.register_open("HEIC BY PI_HEIF", HeifImageFile, lambda start: start[4:8] == b"ftyp")

"""Teaches Pillow to write HEIC, for samples and tests: pillow_heif encodes by x265, which no layer has.

Not by pillow_heif's own registration, which would also decode in the place of the function's decoder.
"""

from __future__ import annotations

from PIL import Image
from pillow_heif import as_plugin

Image.register_save("HEIC", as_plugin._save_heif)
Image.register_save_all("HEIC", as_plugin._save_all_heif)

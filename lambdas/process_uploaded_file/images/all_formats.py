"""The supported source formats: each file in `formats/` defines one in its `FORMAT`."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from images.decoding.image_format import ImageFormat


def _found() -> dict[str, ImageFormat]:
    files = Path(__file__).with_name("formats").iterdir()
    names = sorted(file.stem for file in files if file.suffix == ".py")
    records = (import_module(f"images.formats.{name}").FORMAT for name in names)
    return {record.content_type: record for record in records}


FORMATS: dict[str, ImageFormat] = _found()
"""The formats by content type. Importing them is cheap: each codec is imported when it is first needed."""

ENCODERS = {content_type: one.encoder for content_type, one in FORMATS.items() if one.encoder}
"""The encoders of thumbnails by content type."""

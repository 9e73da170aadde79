"""Every format that thumbnails can be made of: each file in `formats/` has the record of one."""

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
"""The records by content type. They are light: codecs are imported by name when they are needed."""

ENCODERS = {content_type: one.encoder for content_type, one in FORMATS.items() if one.encoder}
"""How thumbnails are encoded, by content type."""

"""TIFF and BigTIFF."""

from __future__ import annotations

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat


def first_image(data: bytes) -> DecoderInput:
    """Return the first image behind a new directory."""
    from images.decoding.tiff_directory import rewritten  # only a TIFF waits for it

    return rewritten(data)


FORMAT = ImageFormat(
    file_type=FileType(
        "image/tiff", tuple({0: start} for start in (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"))
    ),
    pillow_name="TIFF",
    plugin="PIL.TiffImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=("images.decoding.tiff_directory",),
    decoder_input=first_image,
)

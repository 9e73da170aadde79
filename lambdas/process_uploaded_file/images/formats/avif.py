"""AVIF."""

from __future__ import annotations

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat


def primary_picture(data: bytes) -> DecoderInput:
    """Return the primary picture in a new container."""
    from images.decoding.avif_container import rewritten  # only an AVIF waits for it

    return rewritten(data)


FORMAT = ImageFormat(
    file_type=FileType("image/avif", brands=(b"avif", b"avis")),
    pillow_name="AVIF",
    plugin="PIL.AvifImagePlugin",
    thumbnail_type="image/jpeg",
    more_modules=("images.decoding.avif_container",),
    decoder_input=primary_picture,
    bytes_per_pixel=20,
    needs_memory_limit=True,
)

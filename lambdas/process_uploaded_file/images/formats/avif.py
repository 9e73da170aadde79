"""AVIF."""

from __future__ import annotations

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import FileType, ImageFormat


def in_one_thread(data: bytes) -> DecoderInput:
    """Return the file as it is; a decoder's process may start no thread."""
    from PIL import AvifImagePlugin  # only an AVIF waits for it

    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    return DecoderInput((data,))


FORMAT = ImageFormat(
    file_type=FileType("image/avif", brands=(b"avif", b"avis")),
    pillow_name="AVIF",
    plugin="PIL.AvifImagePlugin",
    thumbnail_type="image/jpeg",
    decoder_input=in_one_thread,
    bytes_per_pixel=20,
)

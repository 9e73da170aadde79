"""WebP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from images.decoding.decoder_input import DecoderInput
from images.decoding.image_format import Encoder, FileType, ImageFormat

if TYPE_CHECKING:
    from images.decoding.webp_scaling import ScaledWebp


class WebpInput(DecoderInput):
    """An unchanged WebP."""

    __slots__ = ()

    def scaled_decoder(self) -> ScaledWebp | None:
        """Return libwebp's scaling decoder; None for animations and lossy images with alpha."""
        from images.decoding.webp_scaling import scaled_webp  # imported here: only a WebP needs ctypes

        return scaled_webp(bytes(self.pieces[0]))


FORMAT = ImageFormat(
    file_type=FileType("image/webp", ({0: b"RIFF", 8: b"WEBP"},)),
    pillow_name="WEBP",
    plugin="PIL.WebPImagePlugin",
    thumbnail_type="image/webp",
    more_modules=("images.decoding.webp_scaling",),
    decoder_input=lambda data: WebpInput((data,)),
    bytes_per_pixel=17,
    encoder=Encoder("webp", keeps_alpha=True, options=lambda quality: {"quality": quality}),
)

"""PNG. Source: the W3C recommendation "Portable Network Graphics (PNG) Specification (Third Edition)"."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import MAX_PIECES, CodePoints, DecoderInput
from images.decoding.exif_orientation import orientation_of
from images.decoding.icc_profile import MAX_PROFILE_BYTES
from images.decoding.image_format import Encoder, FileType, ImageFormat
from images.decoding.pieces import open_pieces
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import Image, ImageFile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _RGB, _PALETTE = 0, 2, 3  # colour types that can have a tRNS chunk
_DEPTH_AND_COLOUR = slice(8, 10)  # of IHDR, after width and height: bit depth and colour type, a byte each
_RGB_OF_16_BITS = b"\x10\x02"
_LOW_BYTES = "RGB;16L"  # Pillow's raw mode that reads the second byte of each sample
_STRIP_PIXELS = 1_000_000
_CHECKED = frozenset((b"IHDR", b"PLTE", b"tRNS", b"cICP"))
# Per pixel: 4 for a second image with the low bytes, and 1 for the alpha image.
_BYTES_FOR_LOW_BYTES = 5


@dataclass(frozen=True, slots=True)
class PngInput(DecoderInput):
    """A PNG without metadata.

    Attributes:
        pixels: the compressed pixels. The only IDAT chunk in `pieces` is empty.
        transparent: the transparent colour of a 16-bit RGB image, three samples of two bytes; empty if there
            is none. Pillow would compare only the high bytes.
    """

    pixels: tuple[memoryview, ...] = ()
    transparent: bytes = b""

    def check(self, image: ImageFile.ImageFile) -> None:
        """Mark the image as transparent, so that it is scaled with alpha; `load` adds the alpha."""
        if self.transparent:
            image.info["transparency"] = self.transparent

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode. ISA-L inflates the pixels, because it is faster than zlib."""
        from images.decoding.png_inflating import take_pixels_from  # imported here: only a PNG needs isal

        take_pixels_from(image, self.pixels)
        image.load()
        if self.transparent:
            from PIL import Image

            low = Image.open(open_pieces(self.pieces), formats=("PNG",))
            low.tile = [low.tile[0]._replace(args=_LOW_BYTES)]
            take_pixels_from(low, self.pixels)
            low.load()
            del image.info["transparency"]
            image.putalpha(_visible(image, low, self.transparent))


def _visible(high: Image.Image, low: Image.Image, transparent: bytes) -> Image.Image:
    """Return an alpha image: 0 for pixels of the transparent colour, else 255.

    Args:
        high: the high bytes of the samples.
        low: the low bytes of the samples.
        transparent: the transparent colour, three samples of two bytes.
    """
    tables = [
        [255 * (value != wanted) for wanted in transparent[first::2] for value in range(256)]
        for first in (0, 1)
    ]
    from PIL import Image, ImageChops

    visible = Image.new("L", high.size)
    rows = max(1, _STRIP_PIXELS // high.width)
    for top in range(0, high.height, rows):
        box = 0, top, high.width, min(top + rows, high.height)
        differing = ImageChops.lighter(high.crop(box).point(tables[0]), low.crop(box).point(tables[1]))
        red, green, blue = differing.split()
        visible.paste(ImageChops.lighter(ImageChops.lighter(red, green), blue), box)
    return visible


def without_metadata(data: bytes) -> PngInput:
    """Keep only header, palette, transparency and pixels. Orientation and colours are read from other chunks.

    Raises:
        RejectedImageError: the file is damaged or too complex.
    """
    kept: list[bytes | memoryview] = [_SIGNATURE]
    header = b""
    pixels: list[memoryview] = []
    transparency = transparent = b""
    has_palette = False
    orientation: int | None = None
    has_profile = False
    profile: bytes | None = None
    code_points: CodePoints | None = None
    for kind, content, checksum in _chunks(data):
        if kind == b"IDAT":
            pixels.append(content)
            continue
        is_sound = kind not in _CHECKED or zlib.crc32(content, zlib.crc32(kind)) == checksum
        if kind in (b"IHDR", b"PLTE") and not is_sound:
            raise RejectedImageError(ImageProblem.DAMAGED)
        if kind == b"IHDR":
            if header:
                raise RejectedImageError(ImageProblem.DAMAGED)
            header = bytes(content)
            kept.append(_chunk(kind, header))
        elif kind == b"PLTE" and not pixels:
            has_palette = True
            kept.append(_chunk(kind, bytes(content)))
        elif kind == b"tRNS" and not pixels and is_sound and not transparency:
            transparency = _transparency(bytes(content), header, has_palette=has_palette)
            if header[_DEPTH_AND_COLOUR] == _RGB_OF_16_BITS:
                transparent = transparency
            elif transparency:
                kept.append(_chunk(kind, transparency))
        elif kind == b"iCCP" and not has_profile:
            has_profile = True  # read only the first profile, because inflating takes time
            profile = _profile(bytes(content))
        elif kind == b"cICP" and not pixels and is_sound and len(content) == 4:
            code_points = CodePoints(content[0], content[1])
        elif kind == b"eXIf" and not pixels and orientation is None:  # browsers ignore it after the pixels
            orientation = orientation_of(bytes(content))
    if not header or not pixels:
        raise RejectedImageError(ImageProblem.DAMAGED)
    kept += [_chunk(b"IDAT", b""), _chunk(b"IEND", b"")]
    return PngInput(
        tuple(kept),
        orientation=orientation or 1,
        icc_profile=profile,
        decoder_bytes=_BYTES_FOR_LOW_BYTES * math.prod(struct.unpack_from(">II", header))
        if transparent
        else 0,
        code_points=code_points,
        pixels=tuple(pixels),
        transparent=transparent,
    )


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, int]]:
    """Yield kind, content and checksum of each chunk, up to IEND or the end of a truncated file."""
    view = memoryview(data)
    position = len(_SIGNATURE)
    for _ in range(MAX_PIECES):
        length = int.from_bytes(view[position : position + 4])
        kind = bytes(view[position + 4 : position + 8])
        end = position + 8 + length
        if len(kind) < 4 or kind == b"IEND":
            return
        yield kind, view[position + 8 : end], int.from_bytes(view[end : end + 4])
        position = end + 4
    raise RejectedImageError(ImageProblem.TOO_COMPLEX)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return b"".join((len(content).to_bytes(4), kind, content, checksum.to_bytes(4)))


def _transparency(content: bytes, header: bytes, *, has_palette: bool) -> bytes:
    """Return the content of a tRNS chunk for Pillow; empty if the chunk is to be ignored.

    Follows libpng: a chunk that is too short, misplaced or of another colour type is ignored, and so are bits
    above the sample's depth. Pillow expands greys of 2 and 4 bits to 8, so their value is scaled.
    """
    if len(header) < 10:
        return b""
    depth, colour = header[_DEPTH_AND_COLOUR]
    if colour == _PALETTE:
        return content if has_palette and len(content) <= 256 else b""
    count = {_GREY: 2, _RGB: 6}.get(colour, 0)
    if not count or len(content) < count:
        return b""
    content = content[:count]
    if depth == 16:
        return content
    most = (1 << depth) - 1
    scale = 1 if depth == 1 else 255 // most  # Pillow does not expand 1-bit images
    return b"".join(bytes((0, (low & most) * scale)) for low in content[1::2])


def _profile(content: bytes) -> bytes | None:
    """Return the profile of an iCCP chunk; None if it is broken or larger than `MAX_PROFILE_BYTES`.

    The chunk holds a name, a zero byte, one byte for the compression method, and the compressed profile.
    """
    inflate = zlib.decompressobj()
    try:
        profile = inflate.decompress(content.partition(b"\0")[2][1:], MAX_PROFILE_BYTES)
    except zlib.error:
        return None
    return profile if inflate.eof else None


FORMAT = ImageFormat(
    file_type=FileType("image/png", ({0: _SIGNATURE},)),
    pillow_name="PNG",
    plugin="PIL.PngImagePlugin",
    thumbnail_type="image/png",
    more_modules=("images.decoding.png_inflating", "images.code_points", "PIL.ImageChops"),
    decoder_input=without_metadata,
    encoder=Encoder("png", keeps_alpha=True),
)

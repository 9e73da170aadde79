"""PNG."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from images.decoding.decoder_input import MAX_PIECES, DecoderInput
from images.decoding.exif_orientation import orientation_of
from images.decoding.icc_profile import MAX_PROFILE_BYTES
from images.decoding.image_format import Encoder, FileType, ImageFormat
from images.decoding.rejected_image import ImageProblem, RejectedImageError

if TYPE_CHECKING:
    from PIL import ImageFile

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class PngInput(DecoderInput):
    """A PNG without metadata.

    Attributes:
        pixels: the compressed pixels; the one IDAT chunk in `pieces` is empty.
    """

    pixels: tuple[memoryview, ...] = ()

    def load(self, image: ImageFile.ImageFile) -> None:
        """Decode; ISA-L inflates the pixels."""
        from images.decoding.png_inflating import take_pixels_from  # only a PNG waits for isal

        take_pixels_from(image, self.pixels)
        image.load()


def without_metadata(data: bytes) -> PngInput:
    """Return header, palette, transparency and pixels; orientation and profile are read from the rest."""
    kept: list[bytes | memoryview] = [_SIGNATURE]
    header = b""
    pixels: list[memoryview] = []
    orientation: int | None = None
    has_profile = False
    profile: bytes | None = None
    for kind, content, checksum in _chunks(data):
        if kind == b"IDAT":
            pixels.append(content)
            continue
        if kind in (b"IHDR", b"PLTE", b"tRNS") and zlib.crc32(content, zlib.crc32(kind)) != checksum:
            raise RejectedImageError(ImageProblem.DAMAGED)
        if kind == b"IHDR":
            if header:
                raise RejectedImageError(ImageProblem.DAMAGED)
            header = bytes(content)
            kept.append(_chunk(kind, header))
        elif kind == b"PLTE" and not pixels:
            kept.append(_chunk(kind, bytes(content)))
        elif kind == b"tRNS" and not pixels:
            kept.append(_chunk(kind, _transparency(bytes(content), header)))
        elif kind == b"iCCP" and not has_profile:
            has_profile = True  # the first only, because inflating takes time
            profile = _profile(bytes(content))
        elif kind == b"eXIf" and orientation is None:
            orientation = orientation_of(bytes(content))
    if not header or not pixels:
        raise RejectedImageError(ImageProblem.DAMAGED)
    kept += [_chunk(b"IDAT", b""), _chunk(b"IEND", b"")]
    return PngInput(tuple(kept), orientation=orientation or 1, icc_profile=profile, pixels=tuple(pixels))


def _chunks(data: bytes) -> Iterator[tuple[bytes, memoryview, int]]:
    """Yield kind, content and checksum of each chunk, up to the last or to where the file breaks off."""
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


def _transparency(content: bytes, header: bytes) -> bytes:
    """Return a tRNS chunk's content in the samples of Pillow's image, whose colours and greys have 8 bits."""
    depth_and_colour = header[8:10]
    if depth_and_colour == b"\x10\x02" and len(content) >= 6:
        return bytes((0, content[0], 0, content[2], 0, content[4]))
    if depth_and_colour in (b"\x02\x00", b"\x04\x00") and len(content) >= 2:
        most = (1 << depth_and_colour[0]) - 1
        return bytes((0, (content[1] & most) * 255 // most))
    return content


def _profile(content: bytes) -> bytes | None:
    """Return the profile of an iCCP chunk; None if it is broken or too large to be one.

    The chunk holds a name, a zero, the number of the only compression there is, and the compressed profile.
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
    more_modules=("images.decoding.png_inflating",),
    decoder_input=without_metadata,
    encoder=Encoder("png", keeps_alpha=True),
)

"""The record of one image format: all that the image path knows about it.

Records are named tuples: a cold start makes them in a sixth of the time that data classes take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from images.decoding.decoder_input import DecoderInput, whole_file

type Signature = Mapping[int, bytes]  # what stands at which offset of a file


class FileType(NamedTuple):
    """How a type is recognised by its first bytes.

    Attributes:
        content_type: as in `Content-Type`.
        signatures: any one of them is enough. Of each, every part has to match.
        brands: of an ISO media file (`ftyp`), four bytes each.
        text: the first 1,024 bytes of a text format contain this.
    """

    content_type: str
    signatures: tuple[Signature, ...] = ()
    brands: tuple[bytes, ...] = ()
    text: bytes | None = None


class Encoder(NamedTuple):
    """How thumbnails are encoded in a format.

    Attributes:
        extension: of the thumbnail's key, without a dot.
        keeps_alpha: whether the format can store transparency.
        options: Pillow's options for a quality from 1 to 100.
    """

    extension: str
    keeps_alpha: bool
    options: Callable[[int], dict[str, object]] = lambda _: {}


class ImageFormat(NamedTuple):
    """A format that thumbnails are made of.

    Attributes:
        file_type: how it is recognised.
        pillow_name: Pillow's name of the format.
        plugin: the module that teaches Pillow the format.
        thumbnail_type: content type of its thumbnails, of a format with an `encoder`. Images with
            transparency become PNG if that encoder does not keep it.
        more_modules: modules that its first image would import otherwise.
        decoder_input: removes what the decoder must not see. Raises RejectedImageError for a file that is
            damaged, too complex, or of a variant that is not supported.
        bytes_per_pixel: measured peak of decoding, the decoder's buffers and Pillow's image together.
            None: the decoder's input says it, or else the mode of Pillow's image, since the decoder holds a
            few rows only.
        encoder: how thumbnails are encoded in this format, if any are.
    """

    file_type: FileType
    pillow_name: str
    plugin: str
    thumbnail_type: str
    more_modules: tuple[str, ...] = ()
    decoder_input: Callable[[bytes], DecoderInput] = whole_file
    bytes_per_pixel: int | None = None
    encoder: Encoder | None = None

    @property
    def content_type(self) -> str:
        """Return its content type."""
        return self.file_type.content_type

"""What the image code has to know about a format.

These are named tuples, because data classes take six times as long to create in a cold start.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from images.decoding.decoder_input import DecoderInput, whole_file

type Signature = Mapping[int, bytes]  # the required bytes by their offset in the file


class FileType(NamedTuple):
    """How to detect a type by its first bytes.

    Attributes:
        content_type: value for the header `Content-Type`.
        signatures: one must match, with all of its parts.
        brands: brands of an ISO media file (box `ftyp`), four bytes each.
        text: a text that the first 1,024 bytes contain; None if this is not a text format.
    """

    content_type: str
    signatures: tuple[Signature, ...] = ()
    brands: tuple[bytes, ...] = ()
    text: bytes | None = None


class Encoder(NamedTuple):
    """How thumbnails are encoded in a format.

    Attributes:
        extension: the extension of thumbnails' keys, without a dot.
        keeps_alpha: whether the format can store transparency.
        options: returns Pillow's options for a quality from 1 to 100.
    """

    extension: str
    keeps_alpha: bool
    options: Callable[[int], dict[str, object]] = lambda _: {}


class ImageFormat(NamedTuple):
    """A supported source format.

    Attributes:
        file_type: how to detect it.
        pillow_name: Pillow's name of the format.
        plugin: the module that registers the format with Pillow.
        thumbnail_type: content type of its thumbnails; a format with an `encoder`. Images with transparency
            become PNG if that encoder cannot store it.
        more_modules: modules that decoding imports late; a fork server imports them before.
        decoder_input: removes metadata and everything else that the decoder must not read. Raises
            RejectedImageError for a file that is damaged, too complex, or of an unsupported variant.
        bytes_per_pixel: measured peak of decoding: the decoder's buffers and Pillow's image. None: it depends
            on the image's mode only, because the decoder buffers only a few rows.
            `DecoderInput.bytes_per_pixel` takes precedence.
        encoder: how to encode thumbnails in this format; None if it is only a source format.
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
        """Return `file_type.content_type`."""
        return self.file_type.content_type

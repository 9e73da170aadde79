"""What odd pictures need is loaded before a decoder shuts itself in: it can import nothing afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from decoder.client import Decoder
from images.thumbnails import ProcessedImage, make_thumbnails
from PIL import Image

from tests.hostile import heif_files
from tests.hostile.heif_files import HEVC
from tests.unit.process_uploaded_file.decoder.unprivileged import only_linux
from tests.unit.process_uploaded_file.images.one_thumbnail import LIMITS, WANTED
from tests.unit.process_uploaded_file.odd_images import (
    cmyk_without_adobe,
    png16,
    small_frame_gif,
    tiff,
    tiles,
    without_end,
)
from tests.unit.process_uploaded_file.sample_images import encoded, photo, png_chunk, with_chunks

PICTURE = photo((300, 200))
CMYK = PICTURE.convert("CMYK")
SIZE = {256: 300, 257: 200}
ODD: dict[str, Callable[[], bytes]] = {
    "a JPEG without its end": lambda: without_end(encoded(PICTURE, "JPEG")) + b"behind",
    "a progressive one": lambda: without_end(encoded(PICTURE, "JPEG", progressive=True)),
    "CMYK in a JPEG": lambda: cmyk_without_adobe(CMYK, is_inverted=True),
    "CMYK in a TIFF": lambda: encoded(CMYK, "TIFF"),
    "a colour of 16 bits": lambda: png16(PICTURE, png_chunk(b"tRNS", bytes(6))),
    "code points of a PNG": lambda: with_chunks(encoded(PICTURE, "PNG"), png_chunk(b"cICP", b"\x09\x10\0\1")),
    "code points of an AVIF": lambda: encoded(PICTURE, "AVIF").replace(
        b"nclx\0\1\0\x0d", b"nclx\0\x09\0\x12"
    ),
    "HEIC": lambda: encoded(PICTURE, "HEIC"),
    "HEIC of cells": lambda: heif_files.grid(2, 3, 64, 64, codec=HEVC),
    "code points of a HEIC": lambda: encoded(PICTURE, "HEIC").replace(b"nclx\0\1\0\x0d", b"nclx\0\x09\0\x12"),
    "a small frame": lambda: small_frame_gif((200, 200), (9, 9), Image.new("P", (20, 20))),
    "tiles as strips": lambda: tiff(
        {**SIZE, 258: 8, 262: 1, 322: 64, 323: 64}, tiles(PICTURE.convert("L"), 64)
    ),
    "a map of 8 bits": lambda: tiff({**SIZE, 258: 8, 262: 3, 320: [*range(256)] * 3}, [bytes(60_000)]),
}


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    made = Decoder(LIMITS)
    yield made
    made._server.close()


@only_linux
@pytest.mark.parametrize("kind", ODD)
def test_a_decoder_makes_what_this_process_makes(kind: str, decoder: Decoder) -> None:
    content = ODD[kind]()
    made = make_thumbnails(content, LIMITS, (WANTED,))
    assert isinstance(made, ProcessedImage), made
    assert decoder.make_thumbnails(content, LIMITS, (WANTED,)) == made

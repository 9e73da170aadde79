"""What a decoder does: it makes the thumbnails of one file. `load` runs once, in the fork server."""

from __future__ import annotations

from typing import TypedDict

from decoder.messages import decoded_request, encoded_result
from images.thumbnails import load_decoders, make_thumbnails


class Settings(TypedDict):
    """What the fork server loads: the decoders of these content types."""

    content_types: list[str]


def load(settings: Settings) -> None:
    """Import everything that any image may need: a decoder can import nothing."""
    load_decoders(settings["content_types"], completely=True)


def answer(request: bytes, content: bytes) -> bytes:
    """Return the result for a file."""
    limits, wanted = decoded_request(request)
    return encoded_result(make_thumbnails(content, limits, wanted))

"""The decoder's job: makes the thumbnails of one file. `load` runs once, in the fork server."""

from __future__ import annotations

from typing import TypedDict

from decoder.messages import decoded_request, encoded_result
from images.thumbnails import load_decoders, make_thumbnails


class Settings(TypedDict):
    """Settings of the fork server: the content types whose decoders it loads."""

    content_types: list[str]


def load(settings: Settings) -> None:
    """Import every module that an image may need, because a decoder cannot import."""
    load_decoders(settings["content_types"], completely=True)


def answer(request: bytes, content: bytes) -> bytes:
    """Return the encoded result for the file `content`."""
    limits, wanted = decoded_request(request)
    return encoded_result(make_thumbnails(content, limits, wanted))

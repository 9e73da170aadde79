"""Encodes requests and results as bytes: JSON, then the thumbnails. Results are untrusted and are checked."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from dataclasses import asdict, fields
from typing import Any

from images.all_formats import ENCODERS
from images.content_types import content_type_of
from images.decoding.rejected_image import ImageProblem
from images.interface import ImageLimits, ProcessedImage, Rejection, Thumbnail, WantedThumbnail

MAX_FACTS_BYTES = 64 * 1024  # of JSON; a result with 20 thumbnails has about 4,000 bytes
_HEAD = struct.Struct("<I")


class InvalidResultError(Exception):
    """A correct decoder cannot return this result for this file: a file may have taken over its decoder."""


def encoded_request(limits: ImageLimits, wanted: Sequence[WantedThumbnail]) -> bytes:
    """Encode a request for `decoded_request`."""
    told = asdict(limits) | {"allowed_content_types": sorted(limits.allowed_content_types)}
    return json.dumps({"limits": told, "wanted": [asdict(one) for one in wanted]}).encode()


def decoded_request(request: bytes) -> tuple[ImageLimits, list[WantedThumbnail]]:
    """Decode a request. It is not checked, because the decoder trusts the function."""
    told = json.loads(request)
    limits = told["limits"] | {"allowed_content_types": frozenset(told["limits"]["allowed_content_types"])}
    return ImageLimits(**limits), [WantedThumbnail(**one) for one in told["wanted"]]


def encoded_result(result: ProcessedImage | Rejection) -> bytes:
    """Encode a result for `checked_result`."""
    facts = {field.name: getattr(result, field.name) for field in fields(result)}
    thumbnails: tuple[Thumbnail, ...] = facts.get("thumbnails", ())
    if thumbnails:
        facts["thumbnails"] = [asdict(one) | {"content": len(one.content)} for one in thumbnails]
    told = json.dumps(facts).encode()
    return b"".join((_HEAD.pack(len(told)), told, *(one.content for one in thumbnails)))


def checked_result(
    answer: bytes, content_type: str | None, limits: ImageLimits, wanted: Sequence[WantedThumbnail]
) -> ProcessedImage | Rejection:
    """Decode and check the result for a file of type `content_type`.

    Raises:
        InvalidResultError: the result is malformed, or contradicts the request or the file's type.
    """
    try:
        facts, rest = _split(answer)
        if set(facts) == {field.name for field in fields(Rejection)}:
            return _rejection(facts, rest, content_type, limits)
        return _processed(facts, rest, content_type, limits, wanted)
    except (ValueError, KeyError, TypeError, IndexError, struct.error, RecursionError) as error:
        raise InvalidResultError(f"{type(error).__name__}: {error}") from None


def _split(answer: bytes) -> tuple[dict[str, Any], memoryview]:
    (length,) = _HEAD.unpack_from(answer)
    _require(length <= MAX_FACTS_BYTES, "too many facts")
    facts = json.loads(answer[_HEAD.size : _HEAD.size + length])
    _require(isinstance(facts, dict), "no facts")
    return facts, memoryview(answer)[_HEAD.size + length :]


def _rejection(
    facts: dict[str, Any], rest: memoryview, content_type: str | None, limits: ImageLimits
) -> Rejection:
    _require(not rest, "a thumbnail of a rejected file")
    _require(facts["content_type"] in (None, content_type), "another type")
    size = facts["width"], facts["height"]
    if size != (None, None):
        _check_size(*size, limits.max_pixels)
    return Rejection(**facts | {"problem": ImageProblem(facts["problem"])})


def _processed(
    facts: dict[str, Any],
    rest: memoryview,
    content_type: str | None,
    limits: ImageLimits,
    wanted: Sequence[WantedThumbnail],
) -> ProcessedImage:
    _require(facts["content_type"] == content_type, "another type")
    _check_size(facts["width"], facts["height"], limits.max_pixels)
    thumbnails = []
    for told, asked in zip(facts["thumbnails"], wanted, strict=True):
        length = _whole(told["content"], len(rest))
        thumbnail = Thumbnail(**told | {"content": bytes(rest[:length])})
        rest = rest[length:]
        _require(thumbnail.name == asked.name, "another thumbnail")
        _require(asked.content_type in (None, thumbnail.content_type), "another format")
        _require(content_type_of(thumbnail.content) == thumbnail.content_type, "another type inside")
        _require(thumbnail.extension == ENCODERS[thumbnail.content_type].extension, "another extension")
        _whole(thumbnail.width, asked.width)
        _whole(thumbnail.height, asked.height)
        thumbnails.append(thumbnail)
    _require(not rest, "more than was announced")
    return ProcessedImage(**facts | {"thumbnails": tuple(thumbnails)})


def _check_size(width: object, height: object, max_pixels: int) -> None:
    _require(_whole(width, max_pixels) * _whole(height, max_pixels) <= max_pixels, "too many pixels")


def _whole(value: object, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(f"{value!r} is not a whole number from 1 to {most}")
    return value


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise ValueError(otherwise)

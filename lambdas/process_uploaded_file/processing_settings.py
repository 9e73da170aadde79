"""The function's settings, read from the environment once and checked at start."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from all_scanners import load_scanner, scanner_names
from decoder.memory import memory_for_decoding
from images.all_formats import FORMATS
from images.interface import ImageLimits, WantedThumbnail
from notices.scanner import Scanner

MEBIBYTE = 1024 * 1024
DEFAULT = "default"  # the name of the thumbnail that every image has
MAX_EXTRA_THUMBNAILS = 5

_FORMATS = {"source": None, "jpeg": "image/jpeg", "webp": "image/webp"}
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,19}")


class ProcessingSettingsError(Exception):
    """An environment variable is missing or invalid; the message names it."""


@dataclass(frozen=True, slots=True)
class ProcessingSettings:
    """The function's settings.

    Attributes:
        uploads_bucket: the only bucket whose events are handled.
        uploads_prefix: prefix of every upload's key, ending with a slash.
        thumbnails_prefix: prefix of every thumbnail's key, ending with a slash.
        metadata_table: name of the table.
        scanner: the scanner whose verdict decides whether a file is opened.
        delete_rejected: whether rejected versions are permanently deleted.
        max_upload_bytes: larger objects are rejected without a download.
        limits: limits on the images to decode.
        thumbnails: the thumbnails to make of each image; the first is named `DEFAULT`.
        metrics_function: value of the metrics' dimension `Function`; None: no metrics are sent.
    """

    uploads_bucket: str
    uploads_prefix: str
    thumbnails_prefix: str
    metadata_table: str
    scanner: Scanner
    delete_rejected: bool
    max_upload_bytes: int
    limits: ImageLimits
    thumbnails: tuple[WantedThumbnail, ...]
    metrics_function: str | None = None


def read_processing_settings(environment: Mapping[str, str]) -> ProcessingSettings:
    """Return the settings that `environment` holds.

    Raises:
        ProcessingSettingsError: a variable is missing or invalid.
    """
    return ProcessingSettings(
        uploads_bucket=_text(environment, "UPLOADS_BUCKET"),
        uploads_prefix=_prefix(environment, "UPLOADS_PREFIX"),
        thumbnails_prefix=_prefix(environment, "THUMBNAILS_PREFIX"),
        metadata_table=_text(environment, "METADATA_TABLE"),
        scanner=_scanner(environment, "SCANNER"),
        delete_rejected=_switch(environment, "DELETE_REJECTED"),
        max_upload_bytes=_number(environment, "MAX_UPLOAD_BYTES"),
        limits=ImageLimits(
            allowed_content_types=_content_types(environment, "ALLOWED_CONTENT_TYPES"),
            max_pixels=_number(environment, "MAX_IMAGE_PIXELS"),
            memory_bytes=memory_for_decoding(
                _number(environment, "AWS_LAMBDA_FUNCTION_MEMORY_SIZE") * MEBIBYTE,
                _number(environment, "MAX_UPLOAD_BYTES"),
            ),
        ),
        thumbnails=tuple(_thumbnails(environment, "THUMBNAIL", "THUMBNAILS", "THUMBNAIL_FORMAT")),
        metrics_function=environment.get("METRICS_FUNCTION") or None,
    )


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise ProcessingSettingsError(f"the environment variable {name} is missing or empty")
    return value


def _prefix(environment: Mapping[str, str], name: str) -> str:
    value = _text(environment, name)
    if not value.endswith("/"):
        raise ProcessingSettingsError(f"the environment variable {name} must end with a slash")
    return value


def _number(environment: Mapping[str, str], name: str) -> int:
    text = _text(environment, name)
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ProcessingSettingsError(f"the environment variable {name} must be a whole number above 0")
    return int(text)


def _switch(environment: Mapping[str, str], name: str) -> bool:
    text = _text(environment, name)
    if text not in ("true", "false"):
        raise ProcessingSettingsError(f'the environment variable {name} must be "true" or "false"')
    return text == "true"


def _scanner(environment: Mapping[str, str], name: str) -> Scanner:
    try:
        return load_scanner(_text(environment, name))
    except LookupError as unknown:
        raise ProcessingSettingsError(
            f"the environment variable {name} is {unknown}; write one of {', '.join(scanner_names())}"
        ) from None


def _json(environment: Mapping[str, str], name: str) -> object:
    try:
        value: object = json.loads(_text(environment, name))
    except ValueError:
        raise ProcessingSettingsError(f"the environment variable {name} must be JSON") from None
    return value


def _content_types(environment: Mapping[str, str], name: str) -> frozenset[str]:
    value = _json(environment, name)
    if not isinstance(value, list) or not value or not all(isinstance(kind, str) for kind in value):
        raise ProcessingSettingsError(f"the environment variable {name} must be a JSON list of content types")
    if unknown := sorted(set(value) - FORMATS.keys()):
        raise ProcessingSettingsError(
            f"the environment variable {name} lists {', '.join(unknown)}; "
            f"supported types: {', '.join(sorted(FORMATS))}"
        )
    return frozenset(value)


def _thumbnails(
    environment: Mapping[str, str], default: str, further: str, format_name: str
) -> Iterator[WantedThumbnail]:
    chosen = _text(environment, format_name)
    if chosen not in _FORMATS:
        raise ProcessingSettingsError(
            f"the environment variable {format_name} must be one of {', '.join(_FORMATS)}"
        )
    yield _thumbnail(DEFAULT, _json(environment, default), default, _FORMATS[chosen])
    sizes = _json(environment, further)
    if not isinstance(sizes, dict) or len(sizes) > MAX_EXTRA_THUMBNAILS:
        raise ProcessingSettingsError(
            f"the environment variable {further} must be a JSON object of at most "
            f"{MAX_EXTRA_THUMBNAILS} thumbnails"
        )
    for name, size in sizes.items():
        if name == DEFAULT or not _NAME.fullmatch(name):
            raise ProcessingSettingsError(
                f"the environment variable {further} has an invalid thumbnail name: {name!r}"
            )
        yield _thumbnail(name, size, further, _FORMATS[chosen])


def _thumbnail(name: str, value: object, variable: str, content_type: str | None) -> WantedThumbnail:
    if not isinstance(value, dict) or set(value) != {"width", "height", "fit", "quality"}:
        raise ProcessingSettingsError(
            f"the environment variable {variable} must give a JSON object with width, height, fit and quality"
        )
    for field, most in (("width", 4096), ("height", 4096), ("quality", 100)):
        if type(value[field]) is not int or not 1 <= value[field] <= most:
            raise ProcessingSettingsError(
                f"the environment variable {variable} needs a whole {field} from 1 to {most}"
            )
    if value["fit"] not in ("contain", "cover"):
        raise ProcessingSettingsError(
            f'the environment variable {variable} needs a fit that is "contain" or "cover"'
        )
    return WantedThumbnail(name, **value, content_type=content_type)

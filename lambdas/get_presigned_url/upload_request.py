"""Parses the query parameters of an upload into a checked, immutable request."""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping
from typing import NamedTuple

from query_parameters import Parameters, checked_user_id, invalid, optional, plain_or_encoded, required

MAX_EXTENSION_LENGTH = 10
EXTENSION = frozenset(string.ascii_letters + string.digits)
SHA256_BYTES = 32


class UploadRequest(NamedTuple):
    """A valid request for an upload.

    Attributes:
        user_id: the owner of the file's folder.
        filename: as it was sent; not empty, otherwise unchecked.
        extension: one of the configured ones, lower case, without a dot.
        content_type: the configured type of that extension.
        size: the file's size in bytes; None if the client did not send it.
        checksum_sha256: base64 of the file's SHA-256; None if the client did not send it.
    """

    user_id: str
    filename: str
    extension: str
    content_type: str
    size: int | None
    checksum_sha256: str | None


def parse_upload_request(
    parameters: Parameters,
    content_types: Mapping[str, str],
    max_upload_bytes: int,
    *,
    require_size: bool = False,
) -> UploadRequest:
    """Return the request that `parameters` (values by name) describe. Unknown parameters are ignored.

    Raises:
        ParameterError: a parameter is missing or invalid; the first one is reported.
    """
    user_id = checked_user_id(parameters)
    _, filename = plain_or_encoded(parameters, "filename")
    given_extension = required(parameters, "ext")
    size = required(parameters, "size") if require_size else optional(parameters, "size")
    # Check before converting to lower case: the Kelvin sign U+212A becomes an ASCII k.
    well_formed = len(given_extension) <= MAX_EXTENSION_LENGTH and set(given_extension) <= EXTENSION
    extension = given_extension.lower()
    if not well_formed or extension not in content_types:
        raise invalid("ext", f"must be one of {', '.join(sorted(content_types))}")
    return UploadRequest(
        user_id=user_id,
        filename=filename,
        extension=extension,
        content_type=content_types[extension],
        size=_size(size, max_upload_bytes),
        checksum_sha256=_checksum(optional(parameters, "checksumSha256")),
    )


def _size(text: str | None, most: int) -> int | None:
    if text is None:
        return None
    well_formed = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    size = int(text) if well_formed else 0
    if not 1 <= size <= most:
        raise invalid("size", f"must be the file's size in bytes, in decimal digits, from 1 to {most}")
    return size


def _checksum(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        digest = binascii.a2b_base64(text)
    except ValueError:  # not base64, not ASCII
        digest = b""
    # Python's decoder is lenient, and S3 accepts only the canonical encoding: so encode again and compare.
    if len(digest) != SHA256_BYTES or binascii.b2a_base64(digest, newline=False).decode() != text:
        raise invalid("checksumSha256", f"must be the base64 of the file's SHA-256, {SHA256_BYTES} bytes")
    return text

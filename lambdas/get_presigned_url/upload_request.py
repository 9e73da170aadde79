"""What a client asks for: query parameters in, a checked and immutable request out."""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping
from typing import NamedTuple

MAX_USER_ID_LENGTH = 128
USER_ID_FIRST = frozenset(string.ascii_letters + string.digits)
USER_ID_REST = USER_ID_FIRST | frozenset("._@-")
MAX_EXTENSION_LENGTH = 10
EXTENSION = frozenset(string.ascii_letters + string.digits)
SHA256_BYTES = 32


class ParameterError(Exception):
    """A parameter cannot be accepted. Its message is for the client and repeats nothing that was sent.

    Attributes:
        parameter: the parameter's name.
        code: `missing_parameter` or `invalid_parameter`.
        message: a sentence that says what to send instead.
    """

    def __init__(self, parameter: str, code: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.code = code
        self.message = message


class UploadRequest(NamedTuple):
    """A request that may be granted.

    Attributes:
        user_id: whose folder the file goes to; safe as a part of a path.
        filename: as it was sent; anything but empty.
        extension: in lower case, without its dot, one of the configured ones.
        content_type: the extension's.
        size: the file's bytes, where the client bound itself to them.
        checksum_sha256: base64 of the file's SHA-256, where the client bound itself to it.
    """

    user_id: str
    filename: str
    extension: str
    content_type: str
    size: int | None
    checksum_sha256: str | None


def parse_upload_request(
    parameters: Mapping[str, tuple[object, ...]], content_types: Mapping[str, str], max_upload_bytes: int
) -> UploadRequest:
    """Return the request that `parameters` (values by name) ask for; unknown names are ignored.

    Raises:
        ParameterError: the first parameter that cannot be accepted.
    """
    user_id = _required(parameters, "userId")
    filename = _required(parameters, "filename")
    given_extension = _required(parameters, "ext")
    if not _is_user_id(user_id):
        raise _invalid(
            "userId",
            f"must be 1 to {MAX_USER_ID_LENGTH} of the characters A-Z a-z 0-9 . _ @ -, "
            "begin with a letter or digit and have no two dots in a row",
        )
    # Checked before it is put in lower case: the Kelvin sign in lower case is a plain k.
    well_formed = len(given_extension) <= MAX_EXTENSION_LENGTH and set(given_extension) <= EXTENSION
    extension = given_extension.lower()
    if not well_formed or extension not in content_types:
        raise _invalid("ext", f"must be one of {', '.join(sorted(content_types))}")
    return UploadRequest(
        user_id=user_id,
        filename=filename,
        extension=extension,
        content_type=content_types[extension],
        size=_size(_optional(parameters, "size"), max_upload_bytes),
        checksum_sha256=_checksum(_optional(parameters, "checksumSha256")),
    )


def _optional(parameters: Mapping[str, tuple[object, ...]], name: str) -> str | None:
    values = parameters.get(name, ())
    if not values:
        return None
    if len(values) > 1:
        raise _invalid(name, "must be given once")
    value = values[0]
    if not isinstance(value, str):
        raise _invalid(name, "must be text")
    return value


def _required(parameters: Mapping[str, tuple[object, ...]], name: str) -> str:
    value = _optional(parameters, name)
    if not value:
        raise ParameterError(name, "missing_parameter", f"The query parameter '{name}' is required.")
    return value


def _invalid(name: str, rule: str) -> ParameterError:
    return ParameterError(name, "invalid_parameter", f"The query parameter '{name}' {rule}.")


def _is_user_id(text: str) -> bool:
    return (
        len(text) <= MAX_USER_ID_LENGTH
        and text[0] in USER_ID_FIRST
        and set(text) <= USER_ID_REST
        and ".." not in text
    )


def _size(text: str | None, most: int) -> int | None:
    if text is None:
        return None
    well_formed = text.isascii() and text.isdigit() and len(text) <= len(str(most))
    size = int(text) if well_formed else 0
    if not 1 <= size <= most:
        raise _invalid("size", f"must be the file's size in bytes, in decimal digits, from 1 to {most}")
    return size


def _checksum(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        digest = binascii.a2b_base64(text)
    except ValueError:  # not base64, not ASCII
        digest = b""
    # Decoding forgives much; of all the spellings of the same bytes, one is S3's.
    if len(digest) != SHA256_BYTES or binascii.b2a_base64(digest, newline=False).decode() != text:
        raise _invalid("checksumSha256", f"must be the base64 of the file's SHA-256, {SHA256_BYTES} bytes")
    return text

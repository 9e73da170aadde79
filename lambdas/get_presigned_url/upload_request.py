"""What a client asks for: query parameters in, a checked and immutable request out."""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping
from typing import NamedTuple

MAX_USER_ID_LENGTH = 128
USER_ID = frozenset(string.ascii_letters + string.digits + "._@-+:|=#")
ENCODED = "Base64url"  # ends the name of a parameter that holds another one's text as base64url of UTF-8
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
        user_id: whose folder the file goes to.
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
    parameters: Mapping[str, tuple[object, ...]],
    content_types: Mapping[str, str],
    max_upload_bytes: int,
    *,
    require_size: bool = False,
) -> UploadRequest:
    """Return the request that `parameters` (values by name) ask for; unknown names are ignored.

    Raises:
        ParameterError: the first parameter that cannot be accepted.
    """
    user_id_parameter, user_id = _plain_or_encoded(parameters, "userId")
    _, filename = _plain_or_encoded(parameters, "filename")
    given_extension = _required(parameters, "ext")
    if not _is_user_id(user_id):
        raise _invalid(
            user_id_parameter,
            f"must be 1 to {MAX_USER_ID_LENGTH} of the characters A-Z a-z 0-9 . _ @ - + : | = # "
            "and have no two dots in a row",
        )
    size = _required(parameters, "size") if require_size else _optional(parameters, "size")
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
        size=_size(size, max_upload_bytes),
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


def _plain_or_encoded(parameters: Mapping[str, tuple[object, ...]], name: str) -> tuple[str, str]:
    """Return the name of the parameter that holds the text called `name`, and the text."""
    encoded = _optional(parameters, name + ENCODED)
    if not encoded:
        return name, _required(parameters, name)
    if parameters.get(name):
        raise _invalid(name + ENCODED, f"must not be given together with '{name}'")
    return name + ENCODED, _decoded(name + ENCODED, encoded)


def _decoded(name: str, text: str) -> str:
    """Return the text whose UTF-8 in base64url is `text`, with or without padding."""
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        decoded = binascii.a2b_base64(padded.replace("-", "+").replace("_", "/")).decode()
    except ValueError:
        decoded = ""
    # Decoding forgives much; each text has one spelling.
    spelled = binascii.b2a_base64(decoded.encode(), newline=False).decode()
    if not decoded or text not in (bare, padded) or spelled.replace("+", "-").replace("/", "_") != padded:
        raise _invalid(name, "must be the base64url of UTF-8 text")
    return decoded


def _invalid(name: str, rule: str) -> ParameterError:
    return ParameterError(name, "invalid_parameter", f"The query parameter '{name}' {rule}.")


def _is_user_id(text: str) -> bool:
    return len(text) <= MAX_USER_ID_LENGTH and set(text) <= USER_ID and ".." not in text


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

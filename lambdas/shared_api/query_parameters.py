"""Reads query parameters, each with one text, plain or encoded in base64url."""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping

MAX_USER_ID_LENGTH = 128
USER_ID = frozenset(string.ascii_letters + string.digits + "._@-+:|=#")
ENCODED = "Base64url"  # suffix of the name: `filenameBase64url` has `filename` as base64url of UTF-8

Parameters = Mapping[str, tuple[object, ...]]  # all values of each parameter, by name


class ParameterError(Exception):
    """A parameter is missing or invalid. The message is for the client and never repeats the input.

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


def checked_user_id(parameters: Parameters) -> str:
    """Return the valid user id. Raises ParameterError."""
    name, text = plain_or_encoded(parameters, "userId")
    if len(text) > MAX_USER_ID_LENGTH or not set(text) <= USER_ID or ".." in text:
        raise invalid(
            name,
            f"must be 1 to {MAX_USER_ID_LENGTH} of the characters A-Z a-z 0-9 . _ @ - + : | = # "
            "and have no two dots in a row",
        )
    return text


def optional(parameters: Parameters, name: str) -> str | None:
    """Return the parameter's text; None if it was not sent. Raises ParameterError if it was sent twice."""
    values = parameters.get(name, ())
    if not values:
        return None
    if len(values) > 1:
        raise invalid(name, "must be given once")
    value = values[0]
    if not isinstance(value, str):
        raise invalid(name, "must be text")
    return value


def required(parameters: Parameters, name: str) -> str:
    """Return the parameter's text. Raises ParameterError if it is missing, empty or sent twice."""
    value = optional(parameters, name)
    if not value:
        raise ParameterError(name, "missing_parameter", f"The query parameter '{name}' is required.")
    return value


def plain_or_encoded(parameters: Parameters, name: str) -> tuple[str, str]:
    """Return the name under which the parameter was sent (plain or with suffix `Base64url`), and its text.

    Raises:
        ParameterError: neither form was sent, or both, or the base64url does not encode UTF-8 text.
    """
    encoded = optional(parameters, name + ENCODED)
    if not encoded:
        return name, required(parameters, name)
    if parameters.get(name):
        raise invalid(name + ENCODED, f"must not be given together with '{name}'")
    return name + ENCODED, _decoded(name + ENCODED, encoded)


def invalid(name: str, rule: str) -> ParameterError:
    """Return the error of a parameter that violates `rule`, such as "must be text": the message's end."""
    return ParameterError(name, "invalid_parameter", f"The query parameter '{name}' {rule}.")


def _decoded(name: str, text: str) -> str:
    """Decode base64url of UTF-8, with or without padding."""
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    try:
        decoded = binascii.a2b_base64(padded.replace("-", "+").replace("_", "/")).decode()
    except ValueError:
        decoded = ""
    # Python's decoder is lenient. Accept only the canonical encoding, so that each text has one.
    spelled = binascii.b2a_base64(decoded.encode(), newline=False).decode()
    if not decoded or text not in (bare, padded) or spelled.replace("+", "-").replace("/", "_") != padded:
        raise invalid(name, "must be the base64url of UTF-8 text")
    return decoded

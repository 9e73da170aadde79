"""Query parameters as they were sent: one text each, plain or in base64url."""

from __future__ import annotations

import binascii
import string
from collections.abc import Mapping

MAX_USER_ID_LENGTH = 128
USER_ID = frozenset(string.ascii_letters + string.digits + "._@-+:|=#")
ENCODED = "Base64url"  # ends the name of a parameter that holds another one's text as base64url of UTF-8

Parameters = Mapping[str, tuple[object, ...]]  # every value that came, by name


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


def checked_user_id(parameters: Parameters) -> str:
    """Return the user id, checked. Raises ParameterError."""
    name, text = plain_or_encoded(parameters, "userId")
    if len(text) > MAX_USER_ID_LENGTH or not set(text) <= USER_ID or ".." in text:
        raise invalid(
            name,
            f"must be 1 to {MAX_USER_ID_LENGTH} of the characters A-Z a-z 0-9 . _ @ - + : | = # "
            "and have no two dots in a row",
        )
    return text


def optional(parameters: Parameters, name: str) -> str | None:
    """Return the one text that `name` was sent with, None where it was not sent. Raises ParameterError."""
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
    """Return the one text, not empty, that `name` was sent with. Raises ParameterError."""
    value = optional(parameters, name)
    if not value:
        raise ParameterError(name, "missing_parameter", f"The query parameter '{name}' is required.")
    return value


def plain_or_encoded(parameters: Parameters, name: str) -> tuple[str, str]:
    """Return the name of the parameter that holds the text called `name`, and the text.

    Raises:
        ParameterError: neither form was sent, or both, or base64url of something else.
    """
    encoded = optional(parameters, name + ENCODED)
    if not encoded:
        return name, required(parameters, name)
    if parameters.get(name):
        raise invalid(name + ENCODED, f"must not be given together with '{name}'")
    return name + ENCODED, _decoded(name + ENCODED, encoded)


def invalid(name: str, rule: str) -> ParameterError:
    """Return the error of a parameter that breaks `rule`, which goes on from its name."""
    return ParameterError(name, "invalid_parameter", f"The query parameter '{name}' {rule}.")


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
        raise invalid(name, "must be the base64url of UTF-8 text")
    return decoded

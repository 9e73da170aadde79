"""Parses the query parameters of a status request into a checked, immutable request."""

from __future__ import annotations

from typing import NamedTuple

from query_parameters import Parameters, checked_user_id, invalid, plain_or_encoded
from user_folder import user_folder

MAX_KEY_BYTES = 1024  # limit of S3 for a key, and of DynamoDB for a sort key


class ForeignKeyError(Exception):
    """The file key is not in the user's folder."""


class StatusRequest(NamedTuple):
    """The key of an upload's item."""

    user_id: str
    file_key: str


def parse_status_request(parameters: Parameters, prefix: str) -> StatusRequest:
    """Return the upload that `parameters` (values by name) name. Unknown parameters are ignored.

    Raises:
        ParameterError: a parameter is missing or invalid; the first one is reported.
        ForeignKeyError: the file key does not start with `<prefix><user's folder>/`.
    """
    user_id = checked_user_id(parameters)
    name, file_key = plain_or_encoded(parameters, "fileKey")
    folder = f"{prefix}{user_folder(user_id)}/"
    if not file_key.startswith(folder) or file_key == folder:
        raise ForeignKeyError("the key is not in the user's folder")
    if len(file_key.encode("utf-8", "surrogatepass")) > MAX_KEY_BYTES or _has_surrogate(file_key):
        raise invalid(name, "must be a file_key that this API gave")
    return StatusRequest(user_id, file_key)


def _has_surrogate(text: str) -> bool:
    """Return whether the text has a surrogate, which UTF-8 and so AWS cannot encode."""
    return any("\ud800" <= character <= "\udfff" for character in text)

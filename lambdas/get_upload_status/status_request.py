"""Which upload a client asks about: query parameters in, a checked and immutable request out."""

from __future__ import annotations

from typing import NamedTuple

from query_parameters import Parameters, checked_user_id, invalid, plain_or_encoded
from user_folder import user_folder

MAX_KEY_BYTES = 1024  # S3's, and DynamoDB's for a sort key


class ForeignKeyError(Exception):
    """The key is not of the user's folder."""


class StatusRequest(NamedTuple):
    """An upload, by the key of its item."""

    user_id: str
    file_key: str


def parse_status_request(parameters: Parameters, prefix: str) -> StatusRequest:
    """Return the upload that `parameters` (values by name) ask about; unknown names are ignored.

    Raises:
        ParameterError: the first parameter that cannot be accepted.
        ForeignKeyError: the key is not below `<prefix><user's folder>/`.
    """
    user_id = checked_user_id(parameters)
    name, file_key = plain_or_encoded(parameters, "fileKey")
    folder = f"{prefix}{user_folder(user_id)}/"
    if not file_key.startswith(folder) or file_key == folder:
        raise ForeignKeyError("the key is not of the user's folder")
    if len(file_key.encode("utf-8", "surrogatepass")) > MAX_KEY_BYTES or _has_surrogate(file_key):
        raise invalid(name, "must be a file_key that this API gave")
    return StatusRequest(user_id, file_key)


def _has_surrogate(text: str) -> bool:
    """Return whether the text holds half a character, which no key and no service can hold."""
    return any("\ud800" <= character <= "\udfff" for character in text)

"""Reasons for a missing thumbnail that are not problems of the image itself."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Values of the item's `reason`. `ImageProblem` and each scanner's `meanings` have the others.

    Status rejected:
        TOO_LARGE: the object exceeds the upload limit; it was not downloaded.
        OBJECT_GONE: the version was deleted before it could be read.
    Status unscannable:
        TAG_DISAGREES: the finding says clean, but the object's tag is neither clean nor infected.
    """

    TOO_LARGE = "too_large"
    OBJECT_GONE = "object_gone"
    TAG_DISAGREES = "tag_disagrees"

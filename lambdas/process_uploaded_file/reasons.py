"""Why an upload has no thumbnail, where the image itself is not the cause."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The item's `reason` beside those of `ImageProblem` and of the scanners' meanings.

    Rejected:
        TOO_LARGE: more bytes than the upload limit; it was not downloaded.
        OBJECT_GONE: the version was deleted before it could be read.
    Unscannable:
        TAG_DISAGREES: the finding says clean, but the object's tag says neither that nor infected.
    """

    TOO_LARGE = "too_large"
    OBJECT_GONE = "object_gone"
    TAG_DISAGREES = "tag_disagrees"

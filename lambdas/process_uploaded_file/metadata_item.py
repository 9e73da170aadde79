"""The item that applications read: one for each upload, keyed by `user_id` and `file_key`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from reasons import Reason

# How `file_key.py` of the presigned-URL function writes a user id's `. _ @ -` at its start and `+ : | = #`.
ESCAPED = re.compile(r"^!(2E|5F|40|2D)|!(2B|3A|7C|3D|23)")


class Status(StrEnum):
    """How an upload ended, or that it has not.

    PENDING: it arrived, and no verdict of this version has come yet.
    PROCESSED: it is an image and has a thumbnail.
    REJECTED: it is not an image that this deployment takes; `reason` says why.
    INFECTED: the scanner found something, and the version was deleted for good.
    UNSCANNABLE: the scanner could not say, so nobody opened it.
    UNKNOWN: read and never written. A later release wrote a status that this one does not know. Such an item
        counts as absent, so that after going back to this release its upload still comes to an end.
    """

    PENDING = "pending"
    PROCESSED = "processed"
    REJECTED = "rejected"
    INFECTED = "infected"
    UNSCANNABLE = "unscannable"
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, _value: object) -> Status:
        return cls.UNKNOWN

    @property
    def rank(self) -> int:
        """Return how much it weighs against another status of the same version: the heavier one stays."""
        ranks = {
            Status.PENDING: 0,
            Status.UNSCANNABLE: 2,
            Status.PROCESSED: 3,
            Status.REJECTED: 3,
            Status.INFECTED: 4,
        }
        return ranks.get(self, -1)


@dataclass(frozen=True, slots=True)
class UploadName:
    """The parts of an upload's key, `<uploads prefix><folder>/<rest>`.

    Attributes:
        folder: the user's, below the prefix.
        rest: what follows it, which may contain slashes.
    """

    folder: str
    rest: str

    @property
    def user_id(self) -> str:
        """Return the user id as it was sent to the API."""
        return ESCAPED.sub(lambda found: chr(int(found[0][1:], 16)), self.folder)

    @staticmethod
    def parse(key: str, prefix: str) -> UploadName | None:
        """Return the parts of `key`, None for a key that the API cannot have made (no folder or no name)."""
        if not key.startswith(prefix):
            return None
        folder, _, rest = key.removeprefix(prefix).partition("/")
        return UploadName(folder, rest) if folder and rest and not rest.endswith("/") else None

    def thumbnail_stem(self, prefix: str, version_id: str) -> str:
        """Return the start of the thumbnail's key, up to its extension: another one for every version.

        So a thumbnail is never written over by that of another version, and can be removed by itself.
        """
        subfolder, slash, name = self.rest.rpartition("/")
        stem = name.rpartition(".")[0] or name
        version = hashlib.sha256(version_id.encode()).hexdigest()[:12]
        return f"{prefix}{self.folder}/{subfolder}{slash}{stem}.{version}."


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """What the index of pending items says of one: its key, its version, and when it was uploaded."""

    file_key: str
    version_id: str | None
    since: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the metadata table; attributes that are None are left out of it.

    Attributes:
        user_id: partition key, as the client sent it.
        file_key: sort key, the object's whole key, as the API gave it to the client.
        status: how the upload ended.
        uploaded_at: ISO 8601 in UTC, when S3 took the version. For a version that was gone before anyone
            could look at it (so without `etag`), when its notice was sent: no earlier than the upload.
        processed_at: ISO 8601 in UTC.
        version_id: of the object. None only for an object without any version left, reported without one.
        etag: as S3 gives it, without quotes.
        size: of the object, in bytes.
        content_type: what the content is, None if it was not opened or is nothing known.
        width: of the upright image, in pixels.
        height: of the upright image, in pixels.
        thumbnail_key: where the thumbnail `default` is, only for status `processed`.
        thumbnails: the key of each thumbnail by its name, `default` among them. Only with `thumbnail_key`.
        reason: why it was not processed.
    """

    user_id: str
    file_key: str
    status: Status
    uploaded_at: str
    processed_at: str
    version_id: str | None = None
    etag: str | None = None
    size: int | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    thumbnail_key: str | None = None
    thumbnails: Mapping[str, str] | None = None
    reason: str | None = None

    @property
    def rank(self) -> int:
        """Return the status's rank; any verdict of a scanner outweighs that the version was gone."""
        is_gone = self.status is Status.REJECTED and self.reason == Reason.OBJECT_GONE
        return 1 if is_gone else self.status.rank

    @property
    def uploaded_at_is_known(self) -> bool:
        """Return whether `uploaded_at` is S3's own time and not the latest that it can have been."""
        return self.etag is not None

    @property
    def thumbnail_keys(self) -> frozenset[str]:
        """Return the keys of all thumbnails that it shows."""
        return frozenset((self.thumbnails or {}).values())

    def to_attributes(self) -> dict[str, Any]:
        """Return the item as DynamoDB's low-level interface takes it."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.status is Status.PENDING:
            values["pending_since"] = self.uploaded_at  # the index of pending items is made of this
        return {name: _attribute(value) for name, value in values.items() if value is not None}

    @staticmethod
    def from_attributes(attributes: Mapping[str, Any]) -> Item:
        """Return the item that DynamoDB's low-level interface gave; unknown attributes are ignored.

        An item of unknown status may lack any attribute but its keys.
        """
        known = {field.name for field in fields(Item)}
        values: dict[str, Any] = {
            name: _value(value)
            for name, value in attributes.items()
            if name in known and value.keys() & {"N", "S", "M"}
        }
        status = Status(values.get("status", ""))
        if status is Status.UNKNOWN:
            values = {"uploaded_at": "", "processed_at": "", **values}
        return Item(**{**values, "status": status})


def _attribute(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return {"M": {name: {"S": text} for name, text in value.items()}}
    return {"N": str(value)} if isinstance(value, int) else {"S": str(value)}


def _value(attribute: Mapping[str, Any]) -> object:
    if "M" in attribute:
        return {name: inner["S"] for name, inner in attribute["M"].items() if "S" in inner}
    return int(attribute["N"]) if "N" in attribute else attribute["S"]


def iso_seconds(time: datetime) -> str:
    """Return ISO 8601 in UTC with whole seconds, as fine as S3 keeps them; such texts sort by time."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_microseconds(time: datetime) -> str:
    """Return ISO 8601 in UTC with microseconds, fine enough to tell two writings of an item apart."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

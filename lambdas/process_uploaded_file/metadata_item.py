"""The metadata item that applications read: one per upload, keyed by `user_id` and `file_key`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from reasons import Reason

# Escapes that `user_folder` in lambdas/shared_api writes: of `. _ @ -` at the start of a user id, and of
# `+ : | = #` anywhere.
ESCAPED = re.compile(r"^!(2E|5F|40|2D)|!(2B|3A|7C|3D|23)")


class Status(StrEnum):
    """The status of an upload.

    PENDING: it arrived, and this version has no verdict yet.
    PROCESSED: it is an image and has a thumbnail.
    REJECTED: it is not an image that this deployment accepts, or its version is gone; `reason` says which.
    INFECTED: the scanner found malware, and the version was permanently deleted.
    UNSCANNABLE: the scanner gave no verdict, or its tag contradicts it. The file was never opened.
    UNKNOWN: read but never written: a status from a later release. Such an item counts as absent, so that
        after a downgrade to this release its upload still gets a status.
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
        """Return the rank among statuses of the same version; `convergence` keeps the higher one.

        Rank 1 belongs to `OBJECT_GONE`; see `Item.rank`.
        """
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
        folder: the user's folder.
        rest: everything after the folder; it may contain slashes.
    """

    folder: str
    rest: str

    @property
    def user_id(self) -> str:
        """Return the user id as it was sent to the API."""
        return ESCAPED.sub(lambda found: chr(int(found[0][1:], 16)), self.folder)

    @staticmethod
    def parse(key: str, prefix: str) -> UploadName | None:
        """Return the parts of `key`; None if the API did not make it: wrong prefix, no folder or no name."""
        if not key.startswith(prefix):
            return None
        folder, _, rest = key.removeprefix(prefix).partition("/")
        return UploadName(folder, rest) if folder and rest and not rest.endswith("/") else None

    def thumbnail_stem(self, prefix: str, version_id: str) -> str:
        """Return the start of the keys of a version's thumbnails. Each version has its own stem.

        So the thumbnails of one version never overwrite those of another, and can be deleted separately.
        """
        subfolder, slash, name = self.rest.rpartition("/")
        stem = name.rpartition(".")[0] or name
        version = hashlib.sha256(version_id.encode()).hexdigest()[:12]
        return f"{prefix}{self.folder}/{subfolder}{slash}{stem}.{version}."


@dataclass(frozen=True, slots=True)
class PendingUpload:
    """An entry of the index of pending items.

    Attributes:
        file_key: sort key of the item.
        version_id: of the object; None if unknown.
        since: when it was uploaded, ISO 8601 in UTC.
    """

    file_key: str
    version_id: str | None
    since: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the metadata table. Attributes that are None are not written.

    Attributes:
        user_id: partition key, as the client sent it.
        file_key: sort key: the object's full key, as the API returned it to the client.
        status: see `Status`.
        uploaded_at: when S3 received the version, ISO 8601 in UTC. If the version was deleted before it was
            read: when its notice was sent, which is no earlier than the upload. `etag` is then None, unless
            the notice gave it.
        processed_at: when the item was made, ISO 8601 in UTC.
        version_id: the object's version id. None only if the notice named none and S3 holds no version.
        etag: the object's ETag, without quotes.
        size: of the object, in bytes.
        content_type: detected from the content; None if the file was not opened or its type is unknown.
        width: of the upright image, in pixels.
        height: of the upright image, in pixels.
        thumbnail_key: key of the thumbnail `default`; only for status `processed`.
        thumbnails: key of each thumbnail by its name, including `default`. Only with `thumbnail_key`.
        reason: why the upload was not processed.
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
        """Return the status's rank; 1 for `OBJECT_GONE`, because any verdict of a scanner outranks it."""
        is_gone = self.status is Status.REJECTED and self.reason == Reason.OBJECT_GONE
        return 1 if is_gone else self.status.rank

    @property
    def uploaded_at_is_known(self) -> bool:
        """Return whether `uploaded_at` is S3's time, and not just an upper bound."""
        return self.etag is not None

    @property
    def thumbnail_keys(self) -> frozenset[str]:
        """Return the keys in `thumbnails`; none for items of release 1.*, which lack `thumbnails`."""
        return frozenset((self.thumbnails or {}).values())

    def to_attributes(self) -> dict[str, Any]:
        """Return the item in the format of DynamoDB's low-level interface."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.status is Status.PENDING:
            values["pending_since"] = self.uploaded_at  # sort key of the index of pending items
        return {name: _attribute(value) for name, value in values.items() if value is not None}

    @staticmethod
    def from_attributes(attributes: Mapping[str, Any]) -> Item:
        """Decode an item from DynamoDB's low-level format. Unknown attributes are ignored.

        An item of unknown status may lack every attribute except its keys.
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
    """Return ISO 8601 in UTC with whole seconds, S3's own resolution. These texts sort by time."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_microseconds(time: datetime) -> str:
    """Return ISO 8601 in UTC with microseconds, so that two writes of an item have different times."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

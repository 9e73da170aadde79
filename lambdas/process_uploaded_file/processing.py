"""Handles one notice: decides what to do, and calls AWS in a safe order.

The process may be killed between any two calls. The order makes a retry of the notice safe:

- All thumbnails are stored before the item that names them is written.
- Thumbnails that only the old item names are deleted before the old item is replaced.
- An infected version is deleted before the verdict is recorded.
- If the final item does not show this version's thumbnails, they are deleted: a killed attempt may have left
  them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from aws_gateway import Gateway, VersionGoneError
from convergence import HeldVersions, StoredVersion, completed, replaces, written_after
from images.interface import ImageLimits, ProcessedImage, Rejection, WantedThumbnail
from metadata_item import Item, Status, UploadName, iso_microseconds, iso_seconds
from notices.notice import Meaning, UploadNotice, Verdict
from processing_settings import DEFAULT, ProcessingSettings
from reasons import Reason

ATTEMPTS_TO_RECORD = 10
MAX_FINDING_DELAY = timedelta(minutes=5)

type MakeThumbnails = Callable[[bytes, ImageLimits, Sequence[WantedThumbnail]], ProcessedImage | Rejection]


class Action(StrEnum):
    """How a notice was handled.

    RECORDED: the item was written.
    ALREADY_DONE: the item already shows this version, with a status of the same or a higher rank.
    SUPERSEDED: the item shows a newer version.
    IGNORED: the object is not an upload of this deployment.
    """

    RECORDED = "recorded"
    ALREADY_DONE = "already_done"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"


class ContendedError(Exception):
    """Another writer changed the item before each attempt to write it. A retry is likely to succeed."""


class AmbiguousFindingError(Exception):
    """A clean finding names no version, and the key has several: the scanned version is unknown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a notice was handled, and the item afterwards; None if the notice was ignored."""

    action: Action
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class _Upload:
    """A notice and what its key contains.

    Attributes:
        notice: as it was received.
        name: the parts of its key.
        version: the version id that the notice is about; None if S3 holds no version of the key.
        thumbnail_stem: the start of the keys of this version's thumbnails.
    """

    notice: UploadNotice
    name: UploadName
    version: str | None
    thumbnail_stem: str


class Processor:
    """Handles notices, one at a time."""

    def __init__(
        self,
        settings: ProcessingSettings,
        gateway: Gateway,
        now: Callable[[], datetime],
        make_thumbnails: MakeThumbnails,
    ) -> None:
        self._settings = settings
        self._make_thumbnails = make_thumbnails
        self._gateway = gateway
        self._now = now

    def process(self, notice: UploadNotice) -> Outcome:
        """Handle one notice. Idempotent: a repeated or late notice changes nothing.

        Raises:
            AmbiguousFindingError: the version that was found clean is unknown.
            ContendedError, IncompleteBodyError, OutOfTimeError, the decoder's and botocore's errors: a retry
                may succeed.
        """
        name = UploadName.parse(notice.key, self._settings.uploads_prefix)
        if notice.bucket != self._settings.uploads_bucket or name is None:
            return Outcome(Action.IGNORED)
        version = notice.version or self._resolve_version(notice)
        upload = _Upload(notice, name, version, self._stem(name, version))
        existing = self._gateway.item(name.user_id, notice.key)
        if notice.verdict is Verdict.ARRIVED:
            return self._record(upload, self._arrived(upload), existing)
        if existing and existing.version_id == version and existing.rank >= _rank(notice.verdict):
            return self._keep_existing(upload, existing)
        try:
            return self._act_on(upload, self._checked_by_tag(upload), existing)
        except VersionGoneError:
            gone = self._item(upload, None, existing, Status.REJECTED, Reason.OBJECT_GONE)
            return self._record(upload, gone, existing)

    def _arrived(self, upload: _Upload) -> Item:
        """Return the item of an upload that arrived: pending, or rejected if its version was deleted.

        A scanner deletes an infected version before it publishes the finding. So a deleted version's item
        stays pending until `MAX_FINDING_DELAY` after its notice was sent: the finding can still arrive.
        """
        held, notice = self._held_versions(upload).find(upload.version), upload.notice
        if held is not None:
            return self._item(upload, held, None, Status.PENDING)
        item = replace(self._item(upload, None, None, Status.PENDING), etag=notice.etag, size=notice.size)
        if notice.sent_at and self._now() - notice.sent_at < MAX_FINDING_DELAY:
            return item
        return replace(item, status=Status.REJECTED, reason=Reason.OBJECT_GONE)

    def _resolve_version(self, notice: UploadNotice) -> str | None:
        """Return the version of a notice that names none: the newest that S3 holds, None if it holds none.

        Raises:
            AmbiguousFindingError: the verdict is clean and there are several versions. Opening the wrong one
                would open a file that was not scanned.
        """
        versions = self._gateway.held_versions(notice.key).versions
        if notice.verdict is Verdict.CLEAN and len(versions) > 1:
            message = f"The upload has {len(versions)} versions, but the finding does not name one."
            raise AmbiguousFindingError(message)
        return versions[0].version_id if versions else None

    def _checked_by_tag(self, upload: _Upload) -> Meaning:
        """Return the notice's meaning; for a clean verdict, the meaning of the object's tag if it has one.

        A tag that is neither clean nor infected makes the version unscannable.
        """
        notice, scanner = upload.notice, self._settings.scanner
        if notice.verdict is not Verdict.CLEAN or scanner.tag_key is None:
            return notice.meaning
        if upload.version is None:
            raise VersionGoneError(notice.key)
        tag = self._gateway.scan_tag(notice.key, upload.version, scanner.tag_key)
        tagged = notice.meaning if tag is None else scanner.meaning(tag)
        if tagged.verdict is Verdict.UNSCANNABLE:
            return Meaning(Verdict.UNSCANNABLE, Reason.TAG_DISAGREES)
        return tagged

    def _act_on(self, upload: _Upload, confirmed: Meaning, existing: Item | None) -> Outcome:
        verdict = confirmed.verdict
        if verdict in (Verdict.CLEAN, Verdict.NOT_ASKED):
            return self._make_thumbnail(upload, existing)
        held = self._held_versions(upload).find(upload.version)
        if verdict is Verdict.INFECTED and held is not None:
            self._gateway.delete_version(upload.notice.key, held.version_id)
        status = Status.INFECTED if verdict is Verdict.INFECTED else Status.UNSCANNABLE
        return self._record(upload, self._item(upload, held, existing, status, confirmed.reason), existing)

    def _make_thumbnail(self, upload: _Upload, existing: Item | None) -> Outcome:
        if upload.version is None:
            raise VersionGoneError(upload.notice.key)
        settings = self._settings
        with self._gateway.open_version(upload.notice.key, upload.version) as opened:
            version = opened.version
            item = self._item(upload, version, existing, Status.PROCESSED)
            if existing and not replaces(item, existing, lambda: self._held_versions(upload)):
                return self._keep_existing(upload, existing)
            content = opened.read() if version.size <= settings.max_upload_bytes else None
        if content is None:
            too_large = replace(item, status=Status.REJECTED, reason=Reason.TOO_LARGE)
            return self._record(upload, too_large, existing)
        return self._record(upload, self._with_image(upload, item, content), existing)

    def _with_image(self, upload: _Upload, item: Item, content: bytes) -> Item:
        """Store the thumbnails of an upload's content, and return the completed item.

        It gets content type, width, height, and the thumbnails' keys; or status `rejected` and the reason.
        """
        image = self._make_thumbnails(content, self._settings.limits, self._settings.thumbnails)
        item = replace(item, content_type=image.content_type, width=image.width, height=image.height)
        item = replace(item, processed_at=iso_microseconds(self._now()))
        if isinstance(image, Rejection):
            return replace(item, status=Status.REJECTED, reason=image.problem)
        keys = {}
        for thumbnail in image.thumbnails:
            name = "" if thumbnail.name == DEFAULT else f"{thumbnail.name}."
            key = keys[thumbnail.name] = f"{upload.thumbnail_stem}{name}{thumbnail.extension}"
            self._gateway.put_thumbnail(key, thumbnail.content, thumbnail.content_type)
        return replace(item, thumbnail_key=keys[DEFAULT], thumbnails=keys)

    def _record(self, upload: _Upload, candidate: Item, existing: Item | None) -> Outcome:
        """Write the candidate, or keep the existing item: see `convergence.replaces`.

        A kept existing item is written again only if the candidate completes it. Each write is conditional on
        the item that was read. If another process wrote in between, this reads the item and decides again.
        """
        for _ in range(ATTEMPTS_TO_RECORD):
            if existing and not replaces(candidate, existing, lambda: self._held_versions(upload)):
                chosen = completed(existing, candidate)
                if chosen == existing:
                    return self._keep_existing(upload, existing)
            else:
                chosen = completed(candidate, existing)
                if existing and existing.thumbnail_key:
                    stem = self._stem(upload.name, existing.version_id)
                    self._gateway.remove_thumbnails(stem, but=chosen.thumbnail_keys)
            chosen = written_after(chosen, existing)
            if self._gateway.put_item(chosen, instead_of=existing):
                self._remove_unused_thumbnails(upload, chosen)
                self._delete_if_rejected(upload, chosen)
                return Outcome(Action.RECORDED, chosen)
            existing = self._gateway.item(candidate.user_id, candidate.file_key)
        raise ContendedError("The item changed at every attempt to write it.")

    def _keep_existing(self, upload: _Upload, existing: Item) -> Outcome:
        """Keep the existing item, and delete thumbnails of this version that it does not show."""
        self._remove_unused_thumbnails(upload, existing)
        self._delete_if_rejected(upload, existing)
        same_version = existing.version_id == upload.version
        return Outcome(Action.ALREADY_DONE if same_version else Action.SUPERSEDED, existing)

    def _remove_unused_thumbnails(self, upload: _Upload, item: Item) -> None:
        """Delete this version's thumbnails unless `item`, the final one, shows them.

        Not after the verdicts ARRIVED and UNSCANNABLE: another process may be about to record thumbnails of
        this version, because its notice says clean.
        """
        is_shown = item.version_id == upload.version and item.status is Status.PROCESSED
        if not is_shown and upload.notice.verdict not in (Verdict.ARRIVED, Verdict.UNSCANNABLE):
            self._gateway.remove_thumbnails(upload.thumbnail_stem)

    def _stem(self, name: UploadName, version: str | None) -> str:
        return name.thumbnail_stem(self._settings.thumbnails_prefix, version or "")

    def _delete_if_rejected(self, upload: _Upload, item: Item) -> None:
        """Delete a rejected version if `delete_rejected` is set. Its item was written before.

        If the process is killed between the two calls, the retry finds the item and calls this again.
        """
        is_rejected = item.version_id == upload.version and item.status is Status.REJECTED
        if self._settings.delete_rejected and is_rejected and upload.version is not None:
            self._gateway.delete_version(upload.notice.key, upload.version)

    def _held_versions(self, upload: _Upload) -> HeldVersions:
        return self._gateway.held_versions(upload.notice.key)

    def _item(
        self,
        upload: _Upload,
        version: StoredVersion | None,
        existing: Item | None,
        status: Status,
        reason: str | None = None,
    ) -> Item:
        """Return an item with the time, ETag and size of `version`.

        Without `version`, they come from `existing` if it shows the same version. Else
        only the notice's time is known.
        """
        now = self._now()
        item = Item(
            user_id=upload.name.user_id,
            file_key=upload.notice.key,
            status=status,
            uploaded_at=iso_seconds(upload.notice.sent_at or now),
            processed_at=iso_microseconds(now),
            version_id=upload.version,
            reason=reason,
        )
        if version is not None:
            return replace(item, uploaded_at=version.uploaded_at, etag=version.etag, size=version.size)
        if existing and existing.status is not Status.UNKNOWN and existing.version_id == upload.version:
            return replace(item, uploaded_at=existing.uploaded_at, etag=existing.etag, size=existing.size)
        return item


def _rank(verdict: Verdict) -> int:
    """Return the rank of the status that a verdict normally leads to."""
    status = {Verdict.INFECTED: Status.INFECTED, Verdict.UNSCANNABLE: Status.UNSCANNABLE}
    return status.get(verdict, Status.PROCESSED).rank

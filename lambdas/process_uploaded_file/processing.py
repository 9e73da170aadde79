"""What is done with one notice: the decisions, and the order of the calls that carry them out.

The order is such that a process may be killed between any two calls and the notice handled again: all
thumbnails are stored before the item that names them, those that lose its item is removed before that item is
replaced, and an infected version is deleted before it is recorded. Whoever finds in the end that the item
shows no thumbnail of this version removes those that a killed attempt may have left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from aws_gateway import Gateway, VersionGoneError
from convergence import Holdings, StoredVersion, completed, replaces, written_after
from images.interface import ImageLimits, ProcessedImage, Rejection, WantedThumbnail
from metadata_item import Item, Status, UploadName, iso_microseconds, iso_seconds
from notices.notice import Meaning, UploadNotice, Verdict
from processing_settings import DEFAULT, ProcessingSettings
from reasons import Reason

ATTEMPTS_TO_RECORD = 10
FINDING_FOLLOWS_WITHIN = timedelta(minutes=5)

type MakeThumbnails = Callable[[bytes, ImageLimits, Sequence[WantedThumbnail]], ProcessedImage | Rejection]


class Action(StrEnum):
    """What came of a notice.

    RECORDED: the item was written.
    ALREADY_DONE: the item says so already, or more.
    SUPERSEDED: the item shows a newer version.
    IGNORED: not an upload to this deployment.
    """

    RECORDED = "recorded"
    ALREADY_DONE = "already_done"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"


class ContendedError(Exception):
    """The item changed at each attempt to write it; a later attempt will find it at rest."""


class AmbiguousFindingError(Exception):
    """A finding without a version, for a key that has several: it is not known which one was scanned."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a notice, and the item that shows it, if there is one."""

    action: Action
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class _Upload:
    """A notice with what its key says; `version` is the version that is meant, None if none is left."""

    notice: UploadNotice
    name: UploadName
    version: str | None
    thumbnail_stem: str


class Processor:
    """Handles notices one by one."""

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
        """Handle one notice so that handling it again, or after a later one, changes nothing.

        Raises:
            AmbiguousFindingError: the version that was found clean is not known.
            ContendedError, IncompleteBodyError, OutOfTimeError, the decoder's and botocore's errors: it could
                not be done now.
        """
        name = UploadName.parse(notice.key, self._settings.uploads_prefix)
        if notice.bucket != self._settings.uploads_bucket or name is None:
            return Outcome(Action.IGNORED)
        version = notice.version or self._version_meant(notice)
        upload = _Upload(notice, name, version, self._stem(name, version))
        existing = self._gateway.item(name.user_id, notice.key)
        if notice.verdict is Verdict.ARRIVED:
            return self._record(upload, self._arrived(upload), existing)
        if existing and existing.version_id == version and existing.rank >= _rank(notice.verdict):
            return self._leave(upload, existing)
        try:
            return self._act_on(upload, self._confirmed(upload), existing)
        except VersionGoneError:
            gone = self._item(upload, None, existing, Status.REJECTED, Reason.OBJECT_GONE)
            return self._record(upload, gone, existing)

    def _arrived(self, upload: _Upload) -> Item:
        """Return a pending item, but of a version that has been gone for longer than its finding takes.

        A scanner deletes an infected version before it says so: then its finding is still to come.
        """
        held, notice = self._holdings(upload).find(upload.version), upload.notice
        if held is not None:
            return self._item(upload, held, None, Status.PENDING)
        item = replace(self._item(upload, None, None, Status.PENDING), etag=notice.etag, size=notice.size)
        if notice.sent_at and self._now() - notice.sent_at < FINDING_FOLLOWS_WITHIN:
            return item
        return replace(item, status=Status.REJECTED, reason=Reason.OBJECT_GONE)

    def _version_meant(self, notice: UploadNotice) -> str | None:
        """Return the version of a notice that names none: the newest that is held, None if there is none.

        A file may be opened on the word "clean" only if there is no other that the scanner may have meant.
        """
        versions = self._gateway.holdings(notice.key).versions
        if notice.verdict is Verdict.CLEAN and len(versions) > 1:
            message = f"The upload has {len(versions)} versions, and the finding names none."
            raise AmbiguousFindingError(message)
        return versions[0].version_id if versions else None

    def _confirmed(self, upload: _Upload) -> Meaning:
        """Return what the notice means, unless the object's tag contradicts "clean"."""
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
        held = self._holdings(upload).find(upload.version)
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
            if existing and not replaces(item, existing, lambda: self._holdings(upload)):
                return self._leave(upload, existing)
            content = opened.read() if version.size <= settings.max_upload_bytes else None
        if content is None:
            too_large = replace(item, status=Status.REJECTED, reason=Reason.TOO_LARGE)
            return self._record(upload, too_large, existing)
        return self._record(upload, self._with_image(upload, item, content), existing)

    def _with_image(self, upload: _Upload, item: Item, content: bytes) -> Item:
        """Store the thumbnails of an upload's content; return the item with the facts of its image."""
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
        """Write the candidate unless another result stays, whatever others write meanwhile."""
        for _ in range(ATTEMPTS_TO_RECORD):
            if existing and not replaces(candidate, existing, lambda: self._holdings(upload)):
                chosen = completed(existing, candidate)
                if chosen == existing:
                    return self._leave(upload, existing)
            else:
                chosen = completed(candidate, existing)
                if existing and existing.thumbnail_key:
                    stem = self._stem(upload.name, existing.version_id)
                    self._gateway.remove_thumbnails(stem, but=chosen.thumbnail_keys)
            chosen = written_after(chosen, existing)
            if self._gateway.put_item(chosen, instead_of=existing):
                self._tidy(upload, chosen)
                self._delete_if_rejected(upload, chosen)
                return Outcome(Action.RECORDED, chosen)
            existing = self._gateway.item(candidate.user_id, candidate.file_key)
        raise ContendedError("The item changed at every attempt to write it.")

    def _leave(self, upload: _Upload, existing: Item) -> Outcome:
        """Let the existing item stay, and nothing of ours beside it."""
        self._tidy(upload, existing)
        self._delete_if_rejected(upload, existing)
        same_version = existing.version_id == upload.version
        return Outcome(Action.ALREADY_DONE if same_version else Action.SUPERSEDED, existing)

    def _tidy(self, upload: _Upload, item: Item) -> None:
        """Remove this version's thumbnails unless the item that stays shows them.

        Not for a pending or unscannable version: who finds it clean after all may be about to show one.
        """
        is_shown = item.version_id == upload.version and item.status is Status.PROCESSED
        if not is_shown and upload.notice.verdict not in (Verdict.ARRIVED, Verdict.UNSCANNABLE):
            self._gateway.remove_thumbnails(upload.thumbnail_stem)

    def _stem(self, name: UploadName, version: str | None) -> str:
        return name.thumbnail_stem(self._settings.thumbnails_prefix, version or "")

    def _delete_if_rejected(self, upload: _Upload, item: Item) -> None:
        """Delete the version if it is rejected and that is asked for; its item is written before.

        After a kill between the two, the notice comes again and finds the item: so this follows it then too.
        """
        is_rejected = item.version_id == upload.version and item.status is Status.REJECTED
        if self._settings.delete_rejected and is_rejected and upload.version is not None:
            self._gateway.delete_version(upload.notice.key, upload.version)

    def _holdings(self, upload: _Upload) -> Holdings:
        return self._gateway.holdings(upload.notice.key)

    def _item(
        self,
        upload: _Upload,
        version: StoredVersion | None,
        existing: Item | None,
        status: Status,
        reason: str | None = None,
    ) -> Item:
        """Return an item with what is known of the version; if it is gone, from an earlier notice."""
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
    """Return the rank of the status that a verdict leads to, at its usual end."""
    status = {Verdict.INFECTED: Status.INFECTED, Verdict.UNSCANNABLE: Status.UNSCANNABLE}
    return status.get(verdict, Status.PROCESSED).rank

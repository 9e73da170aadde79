"""Decides which of two results of one upload is kept, independent of the order in which notices arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from metadata_item import Item, Status, iso_microseconds


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of an object that S3 still holds.

    Attributes:
        version_id: S3's version id.
        uploaded_at: ISO 8601 in UTC with whole seconds.
        etag: without quotes.
        size: in bytes.
        is_current: whether a request without a version id reads this one.
    """

    version_id: str
    uploaded_at: str
    etag: str
    size: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class HeldVersions:
    """The versions and delete markers of one key that S3 still holds.

    Attributes:
        versions: newest first.
        marker_times: when each delete marker was set, in the format of `StoredVersion.uploaded_at`.
    """

    versions: tuple[StoredVersion, ...] = ()
    marker_times: tuple[str, ...] = ()

    def find(self, version_id: str | None) -> StoredVersion | None:
        """Return the version with that id; None if it was deleted."""
        return next((version for version in self.versions if version.version_id == version_id), None)


def written_after(chosen: Item, existing: Item | None) -> Item:
    """Return `chosen` with a `processed_at` later than that of the item that it replaces.

    Clocks differ between processes, and a verdict may wait before it is written. So the existing item can
    have the later time; then `chosen` gets that time plus 1 microsecond.
    """
    if existing is None or existing.status is Status.UNKNOWN or chosen.processed_at > existing.processed_at:
        return chosen
    later = datetime.fromisoformat(existing.processed_at) + timedelta(microseconds=1)
    return replace(chosen, processed_at=iso_microseconds(later))


def replaces(candidate: Item, existing: Item, look_up: Callable[[], HeldVersions]) -> bool:
    """Return whether `candidate` replaces `existing`, both of the same key.

    1. An item of unknown status is always replaced.
    2. Two versions: the item of the newer version is kept.
    3. One version: the item with the higher rank is kept. With equal ranks, the existing item is kept, so
       that a repeated notice changes nothing.
    4. Exception to rule 3: rank and status are equal, and only the candidate knows the version's upload time.
       The candidate is kept.
    5. One item has no version id, and S3 holds the version of neither: both may be of one version, so the
       higher rank is kept. With equal ranks, rule 2 applies.

    Args:
        candidate: the new result.
        existing: the item in the table.
        look_up: lists what S3 holds of the key. It costs a request, so it is called only if needed.
    """
    if existing.status is Status.UNKNOWN:
        return True
    is_one_version = candidate.version_id == existing.version_id
    if is_one_version and candidate.status is existing.status and candidate.rank == existing.rank:
        return candidate.uploaded_at_is_known and not existing.uploaded_at_is_known
    if is_one_version or (candidate.rank != existing.rank and _may_be_one(candidate, existing, look_up)):
        return candidate.rank > existing.rank
    return _newer(candidate, existing, look_up) is candidate


def completed(item: Item, by: Item | None) -> Item:
    """Return `item` with the size, ETag and upload time from `by`, if only `by` knows them.

    `by` is used only if it is about the same version.
    """
    if by is None or by.status is Status.UNKNOWN or by.version_id != item.version_id:
        return item
    if item.uploaded_at_is_known or not by.uploaded_at_is_known:
        return item
    return replace(item, uploaded_at=by.uploaded_at, etag=by.etag, size=by.size)


def _may_be_one(one: Item, other: Item, look_up: Callable[[], HeldVersions]) -> bool:
    """Return whether both may be of one version: one has no version id, and S3 holds neither version."""
    if one.version_id is not None and other.version_id is not None:
        return False
    held_versions = look_up()
    return held_versions.find(one.version_id) is None and held_versions.find(other.version_id) is None


def _newer(one: Item, other: Item, look_up: Callable[[], HeldVersions]) -> Item:
    """Return the item of the newer version.

    If a version was deleted before its notice arrived, its `uploaded_at` is only an upper bound. If the times
    do not decide, S3's order of the versions does. If S3 holds neither version, the later time decides.
    """
    earlier, later = sorted((one, other), key=_time)
    if earlier.uploaded_at != later.uploaded_at and later.uploaded_at_is_known:
        return later
    held_versions = look_up()
    places = {version.version_id: place for place, version in enumerate(held_versions.versions)}
    held = [item for item in (one, other) if item.version_id in places]
    if len(held) == 2:
        return min(held, key=lambda item: places[item.version_id or ""])
    if not held:
        return later
    gone = other if held[0] is one else one
    return gone if _came_after(gone, places[held[0].version_id or ""], held_versions) else held[0]


def _time(item: Item) -> tuple[str, bool, str]:
    """Return the sort key of an item. Within one second, an item with a known time sorts last."""
    return item.uploaded_at, item.uploaded_at_is_known, item.version_id or ""


def _came_after(gone: Item, place: int, held_versions: HeldVersions) -> bool:
    """Return whether to treat the deleted version `gone` as newer than the held version at `place`.

    - The held version is current: no. Readers get this version, so the item must show it.
    - It is not current, and the upload time of `gone` is known: yes. Both versions are of the same second, so
      `gone` may have been the newer one.
    - It is not current, and that time is unknown: yes, if the notice of `gone` was sent no earlier than the
      time of a newer version or of a delete marker.

    In doubt the answer is yes, because a version that may be superseded must not be shown as safe.
    """
    held = held_versions.versions[place]
    if held.is_current or gone.uploaded_at_is_known:
        return not held.is_current
    above = [version.uploaded_at for version in held_versions.versions[:place]]
    above += [time for time in held_versions.marker_times if time >= held.uploaded_at]
    return any(gone.uploaded_at >= time for time in above)

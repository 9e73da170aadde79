"""Which of two results of the same upload stays, in whatever order their notices arrive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from metadata_item import Item, Status, iso_microseconds


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """A version of an object that S3 still holds.

    Attributes:
        version_id: of the version.
        uploaded_at: ISO 8601 in UTC with whole seconds.
        etag: without quotes.
        size: in bytes.
        is_current: whether a reader who names no version gets this one.
    """

    version_id: str
    uploaded_at: str
    etag: str
    size: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Holdings:
    """What S3 still holds of one key.

    Attributes:
        versions: newest first.
        marker_times: when each delete marker was set, as `uploaded_at` of a version.
    """

    versions: tuple[StoredVersion, ...] = ()
    marker_times: tuple[str, ...] = ()

    def find(self, version_id: str | None) -> StoredVersion | None:
        """Return the version of that id, None if it is gone."""
        return next((version for version in self.versions if version.version_id == version_id), None)


def written_after(chosen: Item, existing: Item | None) -> Item:
    """Return `chosen` with a `processed_at` after that of the item that it replaces.

    Clocks differ, and a verdict may wait before it is written. Of the two, the later one is the table's.
    """
    if existing is None or existing.status is Status.UNKNOWN or chosen.processed_at > existing.processed_at:
        return chosen
    later = datetime.fromisoformat(existing.processed_at) + timedelta(microseconds=1)
    return replace(chosen, processed_at=iso_microseconds(later))


def replaces(candidate: Item, existing: Item, look_up: Callable[[], Holdings]) -> bool:
    """Return whether `candidate` takes the place of `existing`, both of the same key.

    Anything replaces an item of unknown status. Else the newest version stays. For the same version the
    status with the higher rank stays, and of two equals the first, so that a repeated notice changes nothing,
    unless only the second has seen the version. An item without a version may be of the other's version; if
    neither is held, their ranks decide first. `look_up` asks S3 and is called only where it must.
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
    """Return `item` with the size, ETag and time that only the other item of its version knows."""
    if by is None or by.status is Status.UNKNOWN or by.version_id != item.version_id:
        return item
    if item.uploaded_at_is_known or not by.uploaded_at_is_known:
        return item
    return replace(item, uploaded_at=by.uploaded_at, etag=by.etag, size=by.size)


def _may_be_one(one: Item, other: Item, look_up: Callable[[], Holdings]) -> bool:
    """Return whether one of the two has no version, and S3 holds none that tells them apart."""
    if one.version_id is not None and other.version_id is not None:
        return False
    holdings = look_up()
    return holdings.find(one.version_id) is None and holdings.find(other.version_id) is None


def _newer(one: Item, other: Item, look_up: Callable[[], Holdings]) -> Item:
    """Return the item of the newer version.

    An item whose version was gone when its notice came knows only the latest time at which it can have been
    uploaded. Where that does not decide, what S3 still holds does.
    """
    earlier, later = sorted((one, other), key=_time)
    if earlier.uploaded_at != later.uploaded_at and later.uploaded_at_is_known:
        return later
    holdings = look_up()
    places = {version.version_id: place for place, version in enumerate(holdings.versions)}
    held = [item for item in (one, other) if item.version_id in places]
    if len(held) == 2:
        return min(held, key=lambda item: places[item.version_id or ""])
    if not held:
        return later
    gone = other if held[0] is one else one
    return gone if _came_after(gone, places[held[0].version_id or ""], holdings) else held[0]


def _time(item: Item) -> tuple[str, bool, str]:
    """Return what two items are sorted by; in the same second, the one whose time is known is the later."""
    return item.uploaded_at, item.uploaded_at_is_known, item.version_id or ""


def _came_after(gone: Item, place: int, holdings: Holdings) -> bool:
    """Return whether a version that is gone is taken for newer than the held one at `place`.

    Not if readers get the held one: then it is what the item must show. Otherwise something was put above
    the held one. If the two were uploaded in the same second, that was the gone one; if nobody knows when
    the gone one was, it is taken for that if its notice was sent later. In doubt, nothing is shown as safe
    that may have been superseded.
    """
    held = holdings.versions[place]
    if held.is_current or gone.uploaded_at_is_known:
        return not held.is_current
    above = [version.uploaded_at for version in holdings.versions[:place]]
    above += [time for time in holdings.marker_times if time >= held.uploaded_at]
    return any(gone.uploaded_at >= time for time in above)

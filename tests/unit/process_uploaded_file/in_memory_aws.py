"""A bucket and a table in memory, behind the same interface as AWS, that can fail at any call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from aws_gateway import VersionGoneError
from convergence import HeldVersions, StoredVersion
from metadata_item import Item, PendingUpload, Status


class KilledError(BaseException):
    """The process ended in the middle of a call, as by a timeout: nothing can catch it."""


@dataclass
class Held:
    """A version, or a delete marker (no content), in the bucket."""

    version_id: str
    uploaded_at: str
    content: bytes | None
    tag: str | None = None


@dataclass
class OpenHeld:
    """An opened version that counts how often it was read."""

    version: StoredVersion
    content: bytes
    reads: list[str]

    def read(self) -> bytes:
        self.reads.append(self.version.version_id)
        return self.content


@dataclass
class InMemoryAws:
    """Objects, thumbnails and items; `calls` are the names of the calls made, in their order.

    `written` are the items in the order of their writing.

    `at_call` is asked before each call, by name, and may raise; so is `after_call` once it took effect.
    """

    objects: dict[str, list[Held]] = field(default_factory=dict)
    thumbnails: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    items: dict[tuple[str, str], Item] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    written: list[Item] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)
    at_call: Callable[[str], None] = lambda _: None
    after_call: Callable[[str], None] = lambda _: None
    numbers: Iterator[int] = field(default_factory=count)
    tag_key: str = "bucketav"

    # What clients and operators do

    def upload(self, key: str, content: bytes, at: str, *, tag: str | None = None) -> str:
        """Add a version and return its id."""
        versions = self.objects.setdefault(key, [])
        version_id = f"v{next(self.numbers)}"
        versions.append(Held(version_id, at, content, tag))
        return version_id

    def delete(self, key: str, at: str) -> None:
        """Set a delete marker, as a delete without a version does."""
        versions = self.objects.setdefault(key, [])
        versions.append(Held(f"m{next(self.numbers)}", at, None))

    def purge(self, key: str, version_id: str) -> None:
        """Delete one version for good."""
        self.objects[key] = [held for held in self.objects[key] if held.version_id != version_id]

    def find(self, key: str, version_id: str) -> Held | None:
        """Return a version with data."""
        return next(
            (
                held
                for held in self.objects.get(key, [])
                if held.version_id == version_id and held.content is not None
            ),
            None,
        )

    # The gateway

    @contextmanager
    def _call(self, name: str) -> Iterator[None]:
        self.at_call(name)
        self.calls.append(name)
        yield
        self.after_call(name)

    def held_versions(self, key: str) -> HeldVersions:
        with self._call("held_versions"):
            held = self.objects.get(key, [])
            return HeldVersions(
                tuple(
                    StoredVersion(
                        one.version_id,
                        one.uploaded_at,
                        f"etag-{one.version_id}",
                        len(one.content),
                        one is held[-1],
                    )
                    for one in reversed(held)
                    if one.content is not None
                ),
                tuple(one.uploaded_at for one in held if one.content is None),
            )

    def scan_tag(self, key: str, version_id: str, tag_key: str) -> str | None:
        assert tag_key == self.tag_key
        with self._call("scan_tag"):
            held = self.find(key, version_id)
            if held is None:
                raise VersionGoneError(version_id)
            return held.tag

    @contextmanager
    def open_version(self, key: str, version_id: str) -> Iterator[OpenHeld]:
        with self._call("open_version"):
            held = self.find(key, version_id)
            if held is None or held.content is None:
                raise VersionGoneError(version_id)
            version = StoredVersion(version_id, held.uploaded_at, f"etag-{version_id}", len(held.content))
        yield OpenHeld(version, held.content, self.reads)

    def delete_version(self, key: str, version_id: str) -> None:
        with self._call("delete_version"):
            self.purge(key, version_id)

    def put_thumbnail(self, key: str, content: bytes, content_type: str) -> None:
        with self._call("put_thumbnail"):
            self.thumbnails[key] = (content, content_type)

    def remove_thumbnails(self, stem: str, *, but: Collection[str] = ()) -> None:
        with self._call("remove_thumbnails"):
            for key in [key for key in self.thumbnails if key.startswith(stem) and key not in but]:
                del self.thumbnails[key]

    def item(self, user_id: str, file_key: str) -> Item | None:
        with self._call("item"):
            return self.items.get((user_id, file_key))

    def put_item(self, item: Item, *, instead_of: Item | None) -> bool:
        with self._call("put_item"):
            key = (item.user_id, item.file_key)
            found = self.items.get(key)
            if instead_of is not None and instead_of.status is Status.UNKNOWN:
                if found is not None and found.status is not Status.UNKNOWN:
                    return False
            elif found != instead_of:
                return False
            self.items[key] = item
            self.written.append(item)
            return True

    def pending_uploads(self) -> Iterator[PendingUpload]:
        pending = [item for item in self.items.values() if item.status is Status.PENDING]
        for item in sorted(pending, key=lambda item: item.uploaded_at):
            yield PendingUpload(item.file_key, item.version_id, item.uploaded_at)


def kill_at(aws: InMemoryAws, number: int, *, after: bool) -> None:
    """Kill the process at the call of that number, counted from now, before or after it takes effect."""
    left = [number]

    def kill(_: str) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise KilledError

    if after:
        aws.after_call = kill
    else:
        aws.at_call = kill


def survive(aws: InMemoryAws) -> None:
    """Kill no more."""
    aws.at_call = aws.after_call = lambda _: None


class Baton:
    """Lets threads make their calls to AWS one at a time, in an order given beforehand.

    The order is a list of numbers; each says which of the threads that are waiting goes on. When it is used
    up, the first goes on.
    """

    def __init__(self, order: list[int]) -> None:
        self._order = iter(order)
        self._condition = threading.Condition()
        self._waiting: dict[int, bool] = {}
        self._running: set[int] = set()

    def run(self, workers: Sequence[Callable[[], object]], aws: InMemoryAws) -> None:
        """Run the workers to their end; what one of them raises is raised."""
        errors: list[BaseException] = []
        numbers: dict[int, int] = {}

        def pause(_: str) -> None:
            self._wait(numbers[threading.get_ident()])

        def start(number: int, worker: Callable[[], object]) -> None:
            numbers[threading.get_ident()] = number
            try:
                worker()
            except BaseException as error:  # noqa: BLE001 - raised below, in the test's own thread
                errors.append(error)
            finally:
                with self._condition:
                    self._running.discard(number)
                    self._pass_on()

        threads = [threading.Thread(target=start, args=pair) for pair in enumerate(workers)]
        self._running = set(range(len(workers)))
        aws.at_call = pause
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        survive(aws)
        if errors:
            raise errors[0]

    def _wait(self, number: int) -> None:
        with self._condition:
            self._waiting[number] = False
            self._pass_on()
            if not self._condition.wait_for(lambda: self._waiting[number], timeout=30):
                raise TimeoutError("no thread passed the baton on")
            del self._waiting[number]

    def _pass_on(self) -> None:
        """Let one go on once all that still run are waiting."""
        if self._running and set(self._waiting) == self._running and not any(self._waiting.values()):
            ready = sorted(self._waiting)
            self._waiting[ready[next(self._order, 0) % len(ready)]] = True
            self._condition.notify_all()

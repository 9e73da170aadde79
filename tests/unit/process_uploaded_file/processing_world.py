"""A deployment in memory: settings, a clock, notices and the processor that handles them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from all_scanners import load_scanner
from images.thumbnails import ImageLimits, WantedThumbnail, make_thumbnails
from metadata_item import Item, Status, UploadName
from notices.eventbridge_upload import ARRIVED
from notices.notice import Meaning, UploadNotice, Verdict
from PIL import Image
from processing import Outcome, Processor
from processing_settings import ProcessingSettings

from tests.unit.process_uploaded_file.in_memory_aws import InMemoryAws

KEY = "uploads/user-1/0123_cat.png"
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)

SETTINGS = ProcessingSettings(
    uploads_bucket="bucket",
    uploads_prefix="uploads/",
    thumbnails_prefix="thumbnails/",
    metadata_table="table",
    scanner=load_scanner("bucketav"),
    delete_rejected=False,
    max_upload_bytes=100_000,
    limits=ImageLimits(
        frozenset(("image/jpeg", "image/png", "image/webp", "image/gif")), 50_000_000, 1024 * 1024 * 1024
    ),
    thumbnails=(
        WantedThumbnail("default", 200, 200, "contain", 80),
        WantedThumbnail("large", 400, 400, "contain", 80),
    ),
)


def png(colour: str = "red", size: tuple[int, int] = (8, 6)) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, "PNG")
    return content.getvalue()


IMAGE = png()


def at(seconds: int) -> str:
    """Return a time of upload."""
    return (NOON + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class World:
    """A bucket, a table and a processor; its clock ticks with each look at it."""

    aws: InMemoryAws = field(default_factory=InMemoryAws)
    settings: ProcessingSettings = SETTINGS
    ticks: int = 0

    def now(self) -> datetime:
        self.ticks += 1
        return NOON + timedelta(hours=1, microseconds=self.ticks)

    def process(self, notice: UploadNotice) -> Outcome:
        return Processor(self.settings, self.aws, self.now, make_thumbnails).process(notice)

    def notice(
        self, version: str | None, verdict: Verdict = Verdict.CLEAN, *, key: str = KEY, sent: int = 600
    ) -> UploadNotice:
        meaning = Meaning(verdict, "not_scanned" if verdict is Verdict.UNSCANNABLE else None)
        return UploadNotice("bucket", key, version, meaning, NOON + timedelta(seconds=sent))

    def arrival(self, version: str, *, key: str = KEY, sent: int = 0) -> UploadNotice:
        """Return S3's event of a version that is held now, however late it will be handled."""
        held = self.aws.find(key, version)
        assert held
        assert held.content is not None
        sent_at = NOON + timedelta(seconds=sent)
        return UploadNotice("bucket", key, version, ARRIVED, sent_at, f"etag-{version}", len(held.content))

    def leave_as_a_later_release(self, version: str, *sizes: str) -> None:
        """Put an item of a status that this release does not know, with thumbnails of these names."""
        stem = UploadName("user-1", "0123_cat.png").thumbnail_stem("thumbnails/", version)
        keys = [f"{stem}{size}" for size in sizes]
        self.aws.thumbnails |= dict.fromkeys(keys, (b"", "image/png"))
        self.aws.items[("user-1", KEY)] = Item(
            "user-1", KEY, Status.UNKNOWN, "", "", version_id=version, thumbnail_key=next(iter(keys), None)
        )

    def item(self, key: str = KEY) -> dict[str, object]:
        """Return the item's attributes that say something, without when it was processed."""
        item = self.aws.items[("user-1", key)]
        return {
            name: getattr(item, name)
            for name in item.__slots__
            if getattr(item, name) is not None and name not in ("processed_at", "user_id", "file_key")
        }


def deleting_rejected() -> World:
    """Return a world in which what is rejected is deleted."""
    return World(settings=replace(SETTINGS, delete_rejected=True))


def plain(world: World) -> World:
    """Return a world without a scanner."""
    return replace(world, settings=replace(world.settings, scanner=load_scanner("none")))

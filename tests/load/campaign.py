"""Many uploads at a paced rate, some of their events twice and in another order, and what came of each."""

from __future__ import annotations

import math
import random
import secrets
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from local_aws import samples
from tests.integration.flow import Flow, Upload, result_event, s3_event, sns_event

DUPLICATED = 0.1
AT_ONCE = 8  # uploads on their way; the emulator starts a process for each event that waits
HELD = 10  # repeated events that are kept back, to be sent in another order
SECONDS = 120  # for what is still on its way at the end

PHOTO, TEXT, INFECTED = "photo", "text", "infected"
STATUS = {PHOTO: "processed", TEXT: "rejected", INFECTED: "infected"}
SCANNED = {PHOTO: 7, TEXT: 2, INFECTED: 1}
WEIGHTS = {"plain": {PHOTO: 8, TEXT: 2}, "bucketav": SCANNED, "guardduty": SCANNED}
FINDING = {PHOTO: "clean", TEXT: "clean", INFECTED: "infected"}
RESULT = {"clean": "NO_THREATS_FOUND", "infected": "THREATS_FOUND"}


@dataclass(frozen=True)
class Sent:
    """An upload that was made, what it is, and when S3 had taken it."""

    upload: Upload
    kind: str
    at: datetime


@dataclass(frozen=True)
class Report:
    """What came of a campaign.

    `orphans` are thumbnails that no item names. `twice` are older versions of thumbnails that are named: an
    event and its repetition, handled side by side, both stored it. `wrong` has a sentence for each that did
    not end as it should.
    """

    mode: str
    uploads: int
    repeated: int
    seconds: float
    statuses: Mapping[str, int]
    orphans: int
    twice: int
    dead_letters: int
    median_seconds: float
    slowest_seconds: float
    wrong: list[str]


def run(flow: Flow, uploads: int, rate: float, seed: int = 1) -> Report:
    """Send `uploads` files, at most `rate` a second, and wait until each has its verdict."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    contents = {
        PHOTO: samples.jpeg(samples.landscape(320, 240)),
        TEXT: b"This is no photograph.",
        INFECTED: samples.infected().content,
    }
    campaign = f"load-{secrets.token_hex(4)}"
    letters_before = dead_letters(flow)
    every: list[Sent] = []
    on_their_way: deque[Sent] = deque()
    held: list[Sent] = []
    repeated = 0
    twice = set(chance.sample(range(uploads), math.ceil(uploads * DUPLICATED)))
    started = time.monotonic()
    for number in range(uploads):
        while time.monotonic() < started + number / rate:
            time.sleep(0.01)
        if len(on_their_way) >= AT_ONCE:
            wait_for(flow, on_their_way.popleft())
        (kind,) = chance.choices(list(WEIGHTS[flow.name]), list(WEIGHTS[flow.name].values()))
        user = f"{campaign}-{number}"
        permission = flow.api.ask(user, "photo", "jpg")
        version = flow.api.put(permission, contents[kind])
        sent = Sent(Upload(user, permission.file_key, version), kind, datetime.now(UTC))
        every.append(sent)
        on_their_way.append(sent)
        if number in twice:
            held.append(sent)
        if len(held) > HELD:
            repeat(flow, held.pop(chance.randrange(len(held))))
            repeated += 1
    chance.shuffle(held)
    for sent in held:
        repeat(flow, sent)
    items = [wait_for(flow, sent) for sent in every]
    seconds = time.monotonic() - started
    thumbnails = [key for key, _ in all_versions(flow, f"thumbnails/{campaign}-")]
    named = {key for item in items for key in item.get("thumbnails", {}).values()}
    took = sorted(
        (datetime.fromisoformat(item["processed_at"]) - sent.at).total_seconds()
        for sent, item in zip(every, items, strict=True)
    )
    return Report(
        mode=flow.name,
        uploads=uploads,
        repeated=repeated + len(held),
        seconds=seconds,
        statuses=Counter(item["status"] for item in items),
        orphans=sum(key not in named for key in thumbnails),
        twice=len(thumbnails) - len(set(thumbnails)),
        dead_letters=dead_letters(flow) - letters_before,
        median_seconds=took[len(took) // 2],
        slowest_seconds=took[math.ceil(len(took) * 0.99) - 1],
        wrong=[
            f"{sent.upload.file_key}: {item['status']} and not {STATUS[sent.kind]}"
            for sent, item in zip(every, items, strict=True)
            if item["status"] != STATUS[sent.kind]
            or (sent.kind == PHOTO) != (item.get("thumbnail_key") in set(thumbnails))
        ],
    )


def wait_for(flow: Flow, sent: Sent) -> dict[str, Any]:
    """Return the upload's final item."""
    return flow.finished(sent.upload, SECONDS)


def repeat(flow: Flow, sent: Sent) -> None:
    """Send an upload's event once more, which must not fail."""
    if flow.name != "plain":
        wait_for(flow, sent)  # a scanner repeats a result, it does not make one up
    if flow.name == "guardduty":
        event = result_event(flow.mode.bucket, sent.upload, RESULT[FINDING[sent.kind]])
    elif flow.mode.findings_topic_arn is None:
        event = s3_event(flow.mode.bucket, sent.upload)
    else:
        finding = {
            "bucket": flow.mode.bucket,
            "key": sent.upload.file_key,
            "version": sent.upload.version,
            "status": FINDING[sent.kind],
        }
        event = sns_event(finding, flow.mode.findings_topic_arn)
    called = flow.process(event)
    if called["error"]:
        raise AssertionError(f"a repeated event failed: {called['payload']}")


def all_versions(flow: Flow, prefix: str) -> list[tuple[str, str]]:
    """Return key and version id of everything below a prefix, however much that is."""
    pages = flow.admin.s3.get_paginator("list_object_versions").paginate(
        Bucket=flow.mode.bucket, Prefix=prefix
    )
    return [(version["Key"], version["VersionId"]) for page in pages for version in page.get("Versions", [])]


def dead_letters(flow: Flow) -> int:
    """Return how many events are in the dead-letter queue."""
    found = flow.admin.sqs.get_queue_attributes(
        QueueUrl=flow.mode.dlq_url,
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )
    return sum(int(count) for count in found["Attributes"].values())


def is_fine(report: Report) -> bool:
    """Return whether every upload ended as it should, and nothing was left over."""
    return not report.wrong and report.orphans == 0 and report.dead_letters == 0


def render(reports: list[Report]) -> str:
    """Return the table."""
    head = [
        *("mode", "uploads", "events sent again", "a second", "items", "processed", "rejected", "infected"),
        *("orphan thumbnails", "stored twice", "dead letters", "upload to item, median", "of 99 %"),
    ]
    rows = [
        [
            *(
                report.mode,
                str(report.uploads),
                str(report.repeated),
                f"{report.uploads / report.seconds:.1f}",
            ),
            str(sum(report.statuses.values())),
            *(str(report.statuses.get(status, 0)) for status in STATUS.values()),
            *(str(report.orphans), str(report.twice), str(report.dead_letters)),
            *(f"{report.median_seconds:.1f} s", f"{report.slowest_seconds:.1f} s"),
        ]
        for report in reports
    ]
    lines = [head, ["---"] + ["--:"] * 12, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)

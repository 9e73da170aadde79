"""Measure whole events on the emulator, in warm processes: download, thumbnail, two writes."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import runtime
from benchmarks.cold_start import s3_event
from benchmarks.comparison import Rounds, in_turns
from benchmarks.pictures import Picture
from benchmarks.workers import Worker, worker
from local_aws import emulator
from local_aws.engine import LOCAL, Clients

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "gif": "image/gif"}


@dataclass
class MeasuredEvent:
    """Times of one picture's events. Peaks are in bytes, of processes that also handled other pictures."""

    picture: Picture
    clock: Rounds = field(default_factory=Rounds)
    processor: Rounds = field(default_factory=Rounds)
    our_peak: int = 0
    their_peak: int = 0


def measure(
    pictures: list[Picture], folder: Path, rounds: int, report: Callable[[str], None]
) -> list[MeasuredEvent]:
    """Run `rounds` events for each picture on both sides. Each event is for a new upload."""
    measured = [MeasuredEvent(picture) for picture in pictures]
    report("starting the emulator")
    with emulator.running(LOCAL / "stacks" / f"bench-{secrets.token_hex(4)}") as engine, ExitStack() as stack:
        if engine.ca_bundle is None:
            raise ValueError("the emulator must use TLS")
        clients = Clients(engine)
        _make_bucket_and_table(clients)
        runtime.write_authorities(engine.ca_bundle)
        environment = runtime.environment(engine.endpoint_url, engine.ca_bundle)
        folders = runtime.our_folders("process_uploaded_file")
        ours, theirs = (
            stack.enter_context(worker(command, environment))
            for command in (
                runtime.python_command("worker.py", *folders),
                runtime.node_command("worker.mjs"),
            )
        )
        for number in range(-1, rounds):
            report(f"events: round {max(number, 0) + 1} of {rounds}")
            for one in measured:
                _measure_round(one, number, folder, clients, ours, theirs)
            if number < 0:  # the first round is the warm-up
                for one in measured:
                    one.clock, one.processor = Rounds(), Rounds()
    return measured


def _measure_round(
    one: MeasuredEvent, number: int, folder: Path, clients: Clients, ours: Worker, theirs: Worker
) -> None:
    def ours_once() -> None:
        reading = ours.do("event", event=_upload(clients, folder / one.picture.file))
        one.clock.ours.append(reading.milliseconds)
        one.processor.ours.append(reading.cpu_milliseconds)
        one.our_peak = reading.peak_bytes

    def theirs_once() -> None:
        reading = theirs.do("event", event=_upload(clients, folder / one.picture.file))
        one.clock.theirs.append(reading.milliseconds)
        one.processor.theirs.append(reading.cpu_milliseconds)
        one.their_peak = reading.peak_bytes

    in_turns(number, ours_once, theirs_once)


def _make_bucket_and_table(clients: Clients) -> None:
    clients.s3.create_bucket(
        Bucket=runtime.BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    clients.s3.put_bucket_versioning(Bucket=runtime.BUCKET, VersioningConfiguration={"Status": "Enabled"})
    clients.tables.meta.client.create_table(
        TableName=runtime.TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"} for name in ("user_id", "file_key")
        ],
        KeySchema=[
            {"AttributeName": "user_id", "KeyType": "HASH"},
            {"AttributeName": "file_key", "KeyType": "RANGE"},
        ],
    )


def _upload(clients: Clients, file: Path) -> dict[str, object]:
    """Upload a picture with a new key and return the event that S3 would send."""
    extension = file.suffix.removeprefix(".")
    key = f"uploads/user-1/{secrets.token_hex(16)}_cat.{extension}"
    answer = clients.s3.put_object(
        Bucket=runtime.BUCKET, Key=key, Body=file.read_bytes(), ContentType=CONTENT_TYPES[extension]
    )
    return s3_event(key, answer["VersionId"])

"""Faults of PutEvents, which sends upload events, on a live bus with an application's queue behind it."""

from __future__ import annotations

import itertools
import json
import os
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from unittest import mock

from metadata_item import Item, Status

from operations import resend_upload_events
from tests.faults.campaign import TIMES, Outcome
from tests.faults.injection import Fault, Injector, KilledError
from tests.faults.world import World
from tests.unit.handlers import load_handler

CALL = "PutEvents"
VERDICTS = (Status.PROCESSED, Status.REJECTED, Status.INFECTED, Status.UNSCANNABLE)
ATTEMPTS = 12  # limit here; on AWS, Lambda retries for six hours
SECONDS = 5.0  # an event that has not come by then counts as lost

type Handler = Callable[[dict[str, Any], object], dict[str, Any]]


@dataclass(frozen=True)
class Told:
    """The outcome of a batch of verdicts whose PutEvents call met a fault."""

    fault: Fault
    outcome: Outcome
    injected: int
    detail: str = ""
    call: str = CALL


@dataclass
class Application:
    """The function that sends events, as Lambda runs it on a stream, and an application's queue."""

    world: World
    queue_url: str
    injector: Injector = field(default_factory=Injector)
    change: Callable[[Handler], Handler] = lambda handler: handler
    handler: Handler = field(init=False)

    def cold_start(self) -> None:
        """Load the function again, as Lambda does after its process has died."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        variables = {
            **self.world.engine.environment(),
            "UPLOADS_BUCKET": self.queue_url,
            "EVENT_BUS": "default",
        }
        with (
            mock.patch.dict(os.environ, {**others, **variables}, clear=True),
            mock.patch("botocore.session.get_session", return_value=self.world.session),
        ):
            module = load_handler("send_upload_events")
        self.injector.attach(module.EVENTS)
        self.handler = self.change(module.handler)

    def deliver(self, records: list[dict[str, Any]]) -> tuple[int, list[dict[str, Any]]]:
        """Call the function until it has taken all records or `ATTEMPTS` is reached.

        After an exception the next batch has half the size. After reported failures it starts at the first
        of these.

        Returns:
            The number of attempts, and the records that were given up.
        """
        places = {record["dynamodb"]["SequenceNumber"]: place for place, record in enumerate(records)}
        start, size, attempts = 0, len(records), 0
        while start < len(records) and attempts < ATTEMPTS:
            attempts += 1
            batch = records[start : start + size]
            try:
                failed = self.handler({"Records": batch}, None)["batchItemFailures"]
            except KilledError:
                self.cold_start()
                size = max(1, len(batch) // 2)
            except Exception:  # noqa: BLE001 - whatever it is, Lambda tries again
                size = max(1, len(batch) // 2)
            else:
                start = min((places[one["itemIdentifier"]] for one in failed), default=start + len(batch))
                size = len(records)
        return attempts, records[start:]

    def invoke(self, Payload: str, **_: object) -> dict[str, Any]:  # noqa: N803 - Lambda's
        """Call the function as Lambda's client does, for `resend_upload_events`."""
        return {"Payload": BytesIO(json.dumps(self.handler(json.loads(Payload), None)).encode())}

    def missing(self, keys: set[str]) -> set[str]:
        """Return the keys whose events do not come in time."""
        sqs, missing, deadline = self.world.admin.sqs, set(keys), time.monotonic() + SECONDS
        while missing and time.monotonic() < deadline:
            answer = sqs.receive_message(QueueUrl=self.queue_url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
            for message in answer.get("Messages", []):
                missing.discard(json.loads(message["Body"])["detail"]["file_key"])
                sqs.delete_message(QueueUrl=self.queue_url, ReceiptHandle=message["ReceiptHandle"])
        return missing


ALL = tuple(itertools.product(Fault, TIMES))


def send(
    world: World,
    cases: Iterable[tuple[Fault, int]] = ALL,
    change: Callable[[Handler], Handler] = lambda handler: handler,
) -> Iterator[Told]:
    """Yield the result of each case: a fault, and how many times in a row it happens.

    `change` wraps the handler.
    """
    with _application(world, change) as application:
        for fault, times in cases:
            yield _with(application, fault, times)


def _with(application: Application, fault: Fault, times: int) -> Told:
    items = [_item(status) for status in VERDICTS]
    records = [
        {"dynamodb": {"SequenceNumber": str(number), "NewImage": item.to_attributes()}}
        for number, item in enumerate(items)
    ]
    application.injector.reset({CALL: [fault] * times})
    attempts, given_up = application.deliver(records)
    injected = application.injector.injected
    application.injector.reset()
    outcome = Outcome.RETRIED_BY_CLIENT if attempts == 1 else Outcome.RETRIED_BY_LAMBDA
    if given_up:
        outcome = Outcome.DEAD_LETTERED
        batch = [record["dynamodb"]["NewImage"] for record in given_up]
        resend_upload_events.send(application, "function", batch)  # type: ignore[arg-type] # no more is asked
    missing = application.missing({item.file_key for item in items})
    return Told(fault, Outcome.LOST if missing else outcome, injected, f"{times} times, missing {missing}")


def _item(status: Status) -> Item:
    now = "2026-05-01T12:00:00.000000Z"
    return Item("user", f"uploads/user/{uuid.uuid4().hex}_cat.png", status, now, now, version_id="v")


@contextmanager
def _application(world: World, change: Callable[[Handler], Handler]) -> Iterator[Application]:
    events, name = world.admin.client("events"), f"faults-{uuid.uuid4().hex[:8]}"
    sqs = world.admin.sqs
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    # The queue's URL is used as the bucket's name, so that the queue gets its own events alone.
    pattern = {"source": ["image-uploader"], "detail": {"bucket": [queue]}}
    rule = events.put_rule(Name=name, EventPattern=json.dumps(pattern))["RuleArn"]
    allow = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage"}
    allow |= {"Resource": arn, "Condition": {"ArnEquals": {"aws:SourceArn": rule}}}
    policy = json.dumps({"Version": "2012-10-17", "Statement": allow})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    application = Application(world, queue, change=change)
    application.cold_start()
    try:
        yield application
    finally:
        events.remove_targets(Rule=name, Ids=["queue"])
        events.delete_rule(Name=name)
        sqs.delete_queue(QueueUrl=queue)

"""Each verdict becomes an event on the bus: a consumer with rule and queue gets it, also after an outage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.engine import ROOT
from operations.resend_upload_events import items, send
from tests.integration.conftest import needs
from tests.integration.flow import Flow, Upload, eventually
from tests.integration.scratch import unique

pytestmark = needs(Capability.TABLE_STREAMS)
PHOTO = samples.jpeg(samples.landscape(320, 240))
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs/upload-event.schema.json").read_text()))
SENDING = "send_upload_events"


class Consumer:
    """An application's queue behind a rule of the bus; keeps all events received so far."""

    def __init__(self, flow: Flow, queue_url: str) -> None:
        self._flow = flow
        self._queue_url = queue_url
        self._events: list[dict[str, Any]] = []

    def events(self, upload: Upload) -> list[dict[str, Any]]:
        """Return the events of the upload received so far."""
        sqs = self._flow.admin.sqs
        while found := sqs.receive_message(QueueUrl=self._queue_url, MaxNumberOfMessages=10).get("Messages"):
            self._events += [json.loads(message["Body"]) for message in found]
            for message in found:
                sqs.delete_message(QueueUrl=self._queue_url, ReceiptHandle=message["ReceiptHandle"])
        return [event for event in self._events if event["detail"]["file_key"] == upload.file_key]

    def told(self, upload: Upload) -> dict[str, Any]:
        """Wait for the first event of the upload."""
        (event, *_) = eventually(lambda: self.events(upload), f"the event of {upload.file_key}")
        return dict(event)


@pytest.fixture
def consumer(plain: Flow) -> Iterator[Consumer]:
    """A consumer of this bucket's events on the default bus."""
    events, name = plain.admin.client("events"), unique("events")
    queue = plain.admin.sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = plain.admin.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"][
        "QueueArn"
    ]
    pattern = {
        "source": ["image-uploader"],
        "detail-type": ["Upload Finished"],
        "detail": {"bucket": [plain.mode.bucket]},
    }
    rule = events.put_rule(Name=name, EventPattern=json.dumps(pattern))["RuleArn"]
    policy = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage",
            "Resource": arn,
            "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
        },
    }
    plain.admin.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": json.dumps(policy)})
    events.put_targets(Rule=name, Targets=[{"Id": "queue", "Arn": arn}])
    yield Consumer(plain, queue)
    events.remove_targets(Rule=name, Ids=["queue"])
    events.delete_rule(Name=name)
    plain.admin.sqs.delete_queue(QueueUrl=queue)


def said(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item in the form of an event's detail."""
    detail: dict[str, Any] = json.loads(json.dumps(item, default=int))
    return detail


@pytest.mark.parametrize(("content", "status"), [(PHOTO, "processed"), (b"no image", "rejected")])
def test_a_verdict_is_an_event_that_says_what_the_item_says(
    plain: Flow, consumer: Consumer, content: bytes, status: str
) -> None:
    upload = plain.upload(content)
    item = plain.finished(upload)
    event = consumer.told(upload)
    assert (event["source"], event["detail-type"]) == ("image-uploader", "Upload Finished")
    SCHEMA.validate(event["detail"])
    assert event["detail"] == {"version": "1", "bucket": plain.mode.bucket, **said(item)}
    assert event["detail"]["status"] == status


@contextmanager
def events_refused(plain: Flow) -> Iterator[None]:
    """Deny the function to send events for a `with` block."""
    iam = plain.admin.iam
    deployed = plain.admin.functions.get_function_configuration(FunctionName=plain.mode.functions[SENDING])
    role = deployed["Role"].rsplit("/", 1)[1]
    deny = {"Effect": "Deny", "Action": "events:PutEvents", "Resource": "*"}
    iam.put_role_policy(
        RoleName=role,
        PolicyName="refused",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": deny}),
    )
    try:
        yield
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="refused")


def log(plain: Flow) -> str:
    group = f"/aws/lambda/{plain.mode.functions[SENDING]}"
    pages = plain.admin.logs.get_paginator("filter_log_events").paginate(logGroupName=group)
    return "".join(event["message"] for page in pages for event in page["events"])


@needs(Capability.IAM)
def test_what_the_bus_does_not_take_is_sent_when_it_does(plain: Flow, consumer: Consumer) -> None:
    with events_refused(plain):
        refusals = log(plain).count("AccessDenied")
        upload = plain.upload(PHOTO)
        plain.finished(upload)
        eventually(lambda: log(plain).count("AccessDenied") > refusals, "a refusal")
        assert consumer.events(upload) == []
    consumer.told(upload)


def test_events_are_sent_again_from_the_table(plain: Flow, consumer: Consumer) -> None:
    upload = plain.upload(PHOTO)
    item = plain.finished(upload)
    consumer.told(upload)

    dynamodb = plain.admin.client("dynamodb")
    batch = list(items(dynamodb, plain.mode.table, str(item["processed_at"])))
    send(plain.admin.functions, plain.mode.functions[SENDING], batch)

    assert upload.file_key in {one["file_key"]["S"] for one in batch}
    eventually(lambda: len(consumer.events(upload)) == 2, "the second event")
    first, again = consumer.events(upload)
    assert first["detail"] == again["detail"]

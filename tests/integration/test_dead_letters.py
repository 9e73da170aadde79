"""A failed event is retried, then kept whole in the dead-letter queue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from local_aws import samples
from local_aws.capabilities import Capability
from operations.replay_dead_letters import replay
from tests.integration.conftest import needs
from tests.integration.flow import Flow, Upload, eventually, new_user, s3_event, sns_event

PHOTO = samples.jpeg(samples.landscape(320, 240))


def dead_letter(flow: Flow, mark: str, *, take: bool = True) -> dict[str, Any]:
    """Wait for the dead letter that contains `mark` and return its body; `take` deletes it from the queue."""
    queue = flow.mode.dlq_url

    def look() -> dict[str, Any] | None:
        found = flow.admin.sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, VisibilityTimeout=0)
        for message in found.get("Messages", []):
            if mark in message["Body"]:
                if take:
                    flow.admin.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
                body: dict[str, Any] = json.loads(message["Body"])
                return body
        return None

    return eventually(look, f"the dead letter about {mark}")


def invoke_later(flow: Flow, event: dict[str, Any], function: str = "process_uploaded_file") -> None:
    """Call a function asynchronously, as S3, SNS and EventBridge do."""
    flow.admin.functions.invoke(
        FunctionName=flow.mode.functions[function],
        InvocationType="Event",
        Payload=json.dumps(event).encode(),
    )


def test_an_event_that_fails_ends_whole_in_the_queue(bucketav: Flow) -> None:
    never_scanned = s3_event(bucketav.mode.bucket, Upload("u", f"uploads/{new_user()}/cat.jpg", "v1"))

    invoke_later(bucketav, never_scanned)

    letter = dead_letter(bucketav, never_scanned["Records"][0]["s3"]["object"]["key"])
    assert letter["requestPayload"] == never_scanned
    assert letter["requestContext"]["approximateInvokeCount"] == 3


def test_a_finding_that_nobody_asked_for_ends_whole_in_the_queue(plain: Flow, bucketav: Flow) -> None:
    assert bucketav.mode.findings_topic_arn
    key = f"uploads/{new_user()}/cat.jpg"
    message = {"bucket": plain.mode.bucket, "key": key, "version": "v1", "status": "clean"}
    event = sns_event(message, bucketav.mode.findings_topic_arn)

    invoke_later(plain, event)

    assert dead_letter(plain, key)["requestPayload"] == event


@needs(Capability.IAM)
def test_an_upload_survives_an_outage_and_is_processed_on_replay(plain: Flow) -> None:
    with table_unreachable(plain):
        upload = plain.upload(PHOTO, "two words + ü")
        letter = dead_letter(plain, upload.user_id, take=False)
    assert plain.item(upload) is None

    function = plain.mode.functions["process_uploaded_file"]
    notes = [
        letter.note for letter in replay(plain.admin.sqs, plain.admin.functions, plain.mode.dlq_url, function)
    ]

    item = plain.finished(upload)
    assert item["status"] == "processed"
    assert len(plain.thumbnails(upload)) == plain.sizes
    assert any(upload.user_id in note for note in notes)
    assert plain.process(letter["requestPayload"])["error"] is None
    assert plain.item(upload) == item, "replaying what had worked must change nothing"


@contextmanager
def table_unreachable(flow: Flow, function: str = "process_uploaded_file") -> Iterator[None]:
    """Deny a function all access to the table for a `with` block."""
    configuration = flow.admin.functions.get_function_configuration(
        FunctionName=flow.mode.functions[function]
    )
    role = configuration["Role"].rsplit("/", 1)[1]
    denial = {"Effect": "Deny", "Action": "dynamodb:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [denial]})
    flow.admin.iam.put_role_policy(RoleName=role, PolicyName="outage", PolicyDocument=policy)
    try:
        yield
    finally:
        flow.admin.iam.delete_role_policy(RoleName=role, PolicyName="outage")

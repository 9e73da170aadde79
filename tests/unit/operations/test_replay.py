"""The replay of dead letters, with a queue and a function in memory."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import example, given
from hypothesis import strategies as st

from operations.replay_dead_letters import Replayed, UnreadableLetterError, event_of, main, replay

NAMES = ["Records", "s3", "object", "key", "Sns", "Message"]
EVENT = {"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": "uploads/u/1_cat.png"}}}]}
FROM_LAMBDA = {
    "version": "1.0",
    "requestContext": {"condition": "RetriesExhausted", "approximateInvokeCount": 3},
    "requestPayload": EVENT,
    "responsePayload": {"errorMessage": "no"},
}
FINDING = {"bucket": "b", "key": "uploads/u/2_dog.png", "status": "clean"}
RESULT = {
    "source": "aws.guardduty",
    "detail-type": "GuardDuty Malware Protection Object Scan Result",
    "detail": {"s3ObjectDetails": {"bucketName": "b", "objectKey": "uploads/u/3_fox.png"}},
}
FROM_SNS = {"Type": "Notification", "MessageId": "m", "TopicArn": "t", "Message": json.dumps(FINDING)}


@dataclass
class Queue:
    """A queue that hides what was received, as SQS does."""

    visible: list[dict[str, Any]] = field(default_factory=list)
    now: Callable[[], float] = time.time
    hidden: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send(self, body: object, sent: float | None = None) -> None:
        number = str(len(self.visible) + len(self.hidden))
        text = body if isinstance(body, str) else json.dumps(body)
        milliseconds = str(int((time.time() if sent is None else sent) * 1000))
        attributes = {"SentTimestamp": milliseconds}
        self.visible.append(
            {"MessageId": number, "ReceiptHandle": f"r{number}", "Body": text, "Attributes": attributes}
        )

    def receive_message(self, *, MaxNumberOfMessages: int, **_: object) -> dict[str, Any]:  # noqa: N803 - SQS's
        taken, self.visible = self.visible[:MaxNumberOfMessages], self.visible[MaxNumberOfMessages:]
        self.hidden |= {message["ReceiptHandle"]: message for message in taken}
        date = format_datetime(dt.datetime.fromtimestamp(self.now(), dt.UTC), usegmt=True)
        answer = {"ResponseMetadata": {"HTTPHeaders": {"date": date}}}
        return answer | ({"Messages": taken} if taken else {})

    def delete_message(self, *, ReceiptHandle: str, **_: object) -> None:  # noqa: N803 - SQS's
        del self.hidden[ReceiptHandle]

    def change_message_visibility(self, *, ReceiptHandle: str, **_: object) -> None:  # noqa: N803 - SQS's
        if ReceiptHandle in self.hidden:
            self.visible.append(self.hidden.pop(ReceiptHandle))


@dataclass
class Function:
    """A function that takes events, or refuses them all."""

    refusal: Exception | None = None
    events: list[Any] = field(default_factory=list)

    def invoke(self, *, Payload: bytes, InvocationType: str, **_: object) -> None:  # noqa: N803 - Lambda's
        assert InvocationType == "Event"
        if self.refusal:
            raise self.refusal
        self.events.append(json.loads(Payload))


def replayed(queue: Queue, function: Function, **options: bool) -> list[Replayed]:
    return list(replay(queue, function, "url", "function", **options))  # type: ignore[arg-type] # in memory


def test_the_event_of_a_failed_invocation_is_the_whole_event() -> None:
    assert event_of(json.dumps(FROM_LAMBDA)) == EVENT


def test_the_event_of_a_notification_that_sns_could_not_deliver_is_what_lambda_would_have_got() -> None:
    record = event_of(json.dumps(FROM_SNS))["Records"][0]
    assert record["EventSource"] == "aws:sns"
    assert json.loads(record["Sns"]["Message"]) == FINDING


@pytest.mark.parametrize("body", ["", "[]", "{}", "not JSON", '{"Type": "SubscriptionConfirmation"}'])
def test_anything_else_is_named_unreadable(body: str) -> None:
    with pytest.raises(UnreadableLetterError):
        event_of(body)


def test_every_letter_is_handed_back_once_and_leaves_the_queue() -> None:
    queue, function = Queue(), Function()
    for _ in range(12):
        queue.send(FROM_LAMBDA)
    queue.send(FROM_SNS)
    queue.send(RESULT)  # as EventBridge leaves it
    letters = replayed(queue, function)
    assert [letter.outcome for letter in letters] == ["replayed"] * 14
    assert [letter.note.rpartition("_")[2] for letter in letters[-3:]] == ["cat.png", "dog.png", "fox.png"]
    assert function.events[12:] == [event_of(json.dumps(FROM_SNS)), RESULT]
    assert (queue.visible, queue.hidden) == ([], {})


def test_a_letter_that_lambda_does_not_take_stays_and_can_be_seen_at_once() -> None:
    queue, function = Queue(), Function(refusal=RuntimeError("throttled"))
    queue.send(FROM_LAMBDA)
    with pytest.raises(RuntimeError):
        replayed(queue, function)
    assert [json.loads(message["Body"]) for message in queue.visible] == [FROM_LAMBDA]


def test_an_unreadable_letter_stays_and_holds_up_no_other() -> None:
    queue, function = Queue(), Function()
    queue.send("?")
    queue.send(FROM_LAMBDA)
    assert [letter.outcome for letter in replayed(queue, function)] == ["left", "replayed"]
    assert [message["Body"] for message in queue.visible] == ["?"]


def test_a_letter_that_came_after_the_start_waits_for_another_time() -> None:
    queue, function = Queue(), Function()
    queue.send(FROM_LAMBDA, sent=time.time() + 60)
    assert [letter.outcome for letter in replayed(queue, function)] == ["newer"]
    assert function.events == []
    assert len(queue.visible) == 1


def test_what_came_before_is_told_by_the_queues_clock() -> None:
    queue, function = Queue(now=lambda: time.time() + 3600), Function()
    queue.send(FROM_LAMBDA, sent=time.time() + 3500)  # the clock here is an hour slow
    assert [letter.outcome for letter in replayed(queue, function)] == ["replayed"]


class LongQueue(Queue):
    """A queue that shows what was not deleted again after a while: after three messages."""

    def receive_message(self, **options: Any) -> dict[str, Any]:
        if len(self.hidden) > 3:
            receipt = next(iter(self.hidden))
            self.visible.append(self.hidden.pop(receipt))
        return super().receive_message(**options | {"MaxNumberOfMessages": 1})


def test_a_dry_run_of_a_queue_that_never_seems_empty_ends_with_each_letter_once() -> None:
    queue = LongQueue()
    for _ in range(20):
        queue.send(FROM_LAMBDA)
    letters = replayed(queue, Function(), dry_run=True)
    assert sorted(int(letter.message_id) for letter in letters) == list(range(20))


def test_a_receipt_that_is_too_old_hides_no_other_error_and_holds_no_other_letter() -> None:
    class OldReceipts(Queue):
        def change_message_visibility(self, *, ReceiptHandle: str, **_: object) -> None:  # noqa: N803 - SQS's
            if ReceiptHandle == "r0":
                raise ClientError({"Error": {"Code": "MessageNotInflight"}}, "ChangeMessageVisibility")
            super().change_message_visibility(ReceiptHandle=ReceiptHandle)

    queue, function = OldReceipts(), Function(refusal=RuntimeError("throttled"))
    queue.send("?")
    queue.send(FROM_LAMBDA)
    with pytest.raises(RuntimeError, match="throttled"):
        replayed(queue, function)
    assert [json.loads(message["Body"]) for message in queue.visible] == [FROM_LAMBDA]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
)


@given(event=st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3))
@example(event={"Records": ["x"]})
@example(event={"Records": None})
@example(event={"Records": [{"s3": {}}, {"body": "?"}, {"s3": {"object": {"key": None}}}]})
@example(event={"Records": [{"Sns": {"Message": "hello"}}, {"Sns": {"Message": "[]"}}]})
def test_an_event_that_nobody_understands_is_handed_back_like_any_other(event: dict[str, Any]) -> None:
    queue, function = Queue(), Function()
    queue.send({"requestPayload": event})
    queue.send(FROM_LAMBDA)
    assert [letter.outcome for letter in replayed(queue, function)] == ["replayed", "replayed"]
    assert function.events == [event, EVENT]


def test_what_cannot_be_found_is_a_question_mark() -> None:
    queue = Queue()
    records = ["x", {"Sns": {"Message": "hello"}}, *EVENT["Records"]]
    queue.send({"requestPayload": {"Records": records}})
    assert replayed(queue, Function())[0].note == "?, ?, uploads/u/1_cat.png"


def test_a_dry_run_changes_nothing() -> None:
    queue, function = Queue(), Function()
    queue.send(FROM_LAMBDA)
    assert [letter.outcome for letter in replayed(queue, function, dry_run=True)] == ["would replay"]
    assert function.events == []
    assert len(queue.visible) == 1


def test_the_command_says_what_it_did_and_fails_when_something_is_left() -> None:
    queue, function, said = Queue(), Function(), list[str]()
    queue.send("?")
    queue.send(FROM_LAMBDA)

    def connect(service: str, **_: object) -> object:
        return {"sqs": queue, "lambda": function}[service]

    assert main(["--queue-url", "url", "--function", "f"], connect, said.append) == 1
    assert said[-1] == "1 replayed, 1 left in the queue because they cannot be read"

"""Hands dead-lettered events back to the processing function, once the cause of their failure is gone.

    python operations/replay_dead_letters.py --queue-url URL --function NAME [--region REGION] [--dry-run]

Needs boto3 and nothing else of this repository; AWS CloudShell has it. Allowed must be sqs:ReceiveMessage,
sqs:DeleteMessage and sqs:ChangeMessageVisibility on the queue, lambda:InvokeFunction on the function.

Nothing can get lost: a message is deleted only after Lambda took its event, and an event that fails again
comes back as a new message. Replaying what had worked changes nothing, since the function finds it done. What
this program cannot read stays in the queue and is named.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef, ReceiveMessageResultTypeDef

HOLD_SECONDS = 900  # for which a message that we look at is hidden from others
BARREN_RECEIPTS = 10  # of messages that were all seen before: then a long queue has shown everything


class UnreadableLetterError(Exception):
    """A message of the queue is none that Lambda or SNS puts there; its text says what was found."""


@dataclass(frozen=True)
class Replayed:
    """What became of one message: `replayed`, `would replay`, `left` or `newer`; `note` says of what."""

    message_id: str
    outcome: str
    note: str


def event_of(body: str) -> dict[str, Any]:
    """Return the event in a dead letter, as the function was, or would have been, called with it.

    Lambda's failure destination wraps the event (`requestPayload`), SNS's redrive leaves its notification,
    which Lambda would have received inside a record, and EventBridge leaves the event as it is.

    Raises:
        UnreadableLetterError: it is none of these.
    """
    try:
        letter = json.loads(body)
    except ValueError:
        raise UnreadableLetterError("it is not JSON") from None
    if not isinstance(letter, dict):
        raise UnreadableLetterError("it is not a JSON object")
    if isinstance(event := letter.get("requestPayload"), dict):
        return event
    if letter.get("Type") == "Notification" and "Message" in letter:
        return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": letter}]}
    if "detail-type" in letter and "detail" in letter:
        return letter
    raise UnreadableLetterError(
        "it has no `requestPayload`, as from Lambda, nor the form of SNS's or EventBridge's messages"
    )


def replay(
    sqs: SQSClient, functions: LambdaClient, queue_url: str, function: str, *, dry_run: bool = False
) -> Iterator[Replayed]:
    """Yield what becomes of each message that was in the queue when this began.

    Messages that come later, from events that fail again, are left for another time: else a cause that is not
    gone would keep this running for ever. A dry run changes nothing.

    Raises:
        botocore's errors: the queue or the function refused; what was not yielded is still in the queue.
    """
    held: dict[str, str] = {}
    try:
        for began, message in _received(sqs, queue_url, held):
            if int(message["Attributes"]["SentTimestamp"]) > began:
                yield Replayed(message["MessageId"], "newer", "came after this began")
                continue
            try:
                event = event_of(message["Body"])
            except UnreadableLetterError as error:
                yield Replayed(message["MessageId"], "left", str(error))
                continue
            if dry_run:
                yield Replayed(message["MessageId"], "would replay", _subject(event))
                continue
            functions.invoke(
                FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode()
            )
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=held.pop(message["MessageId"]))
            yield Replayed(message["MessageId"], "replayed", _subject(event))
    finally:
        for receipt in held.values():  # others may look at these again at once
            with suppress(ClientError):  # one that was held too long can be looked at already
                sqs.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt, VisibilityTimeout=0)


def _received(sqs: SQSClient, queue_url: str, held: dict[str, str]) -> Iterator[tuple[float, MessageTypeDef]]:
    """Yield each of the queue's messages once, with when this began; `held` gets its receipt by its id.

    What stays in the queue shows itself again after HOLD_SECONDS, so that a long one never seems empty.
    """
    began: float | None = None
    seen: set[str] = set()
    barren = 0
    while barren < BARREN_RECEIPTS:
        answer = sqs.receive_message(
            QueueUrl=queue_url,
            MaxNumberOfMessages=10,
            VisibilityTimeout=HOLD_SECONDS,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        began = _time_of(answer) if began is None else began
        messages = answer.get("Messages")
        if not messages:
            return
        held |= {message["MessageId"]: message["ReceiptHandle"] for message in messages}
        new = [message for message in messages if message["MessageId"] not in seen]
        seen |= {message["MessageId"] for message in new}
        barren = 0 if new else barren + 1
        for message in new:
            yield began, message


def _time_of(answer: ReceiveMessageResultTypeDef) -> float:
    """Return when SQS answered, in milliseconds and rounded up, by its clock, which times messages too."""
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return (parsedate_to_datetime(date).timestamp() + 1) * 1000 if date else time.time() * 1000


def _subject(event: dict[str, Any]) -> str:
    """Return the keys that an event is about, a question mark for each that cannot be found.

    Events that nobody could read are dead letters, too.
    """
    records = event.get("Records", [event])
    return ", ".join(_key(record) for record in records) if isinstance(records, list) else "?"


def _key(record: object) -> str:
    found = (
        _at(record, "s3", "object", "key")
        or _at(record, "detail", "object", "key")
        or _at(record, "detail", "s3ObjectDetails", "objectKey")  # GuardDuty's
    )
    if found is None:
        message = _at(record, "Sns", "Message")
        try:
            found = _at(json.loads(message), "key") if isinstance(message, str) else None
        except (ValueError, RecursionError):
            found = None
    return found if isinstance(found, str) else "?"


def _at(value: object, *path: str) -> object:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def main(
    arguments: list[str] | None = None,
    connect: Callable[..., Any] = boto3.client,
    say: Callable[[str], None] = print,
) -> int:
    """Return the exit status: 0 when nothing was left in the queue that was there at the start."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--queue-url", required=True, help="the module's output processing_dlq_url")
    parser.add_argument("--function", required=True, help="the module's output function_names")
    parser.add_argument("--region", help="where both are; default: the shell's")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be replayed")
    options = parser.parse_args(arguments)
    sqs = connect("sqs", region_name=options.region)
    functions = connect("lambda", region_name=options.region)
    outcomes: Counter[str] = Counter()
    for letter in replay(sqs, functions, options.queue_url, options.function, dry_run=options.dry_run):
        say(f"{letter.outcome:12} {letter.note}  ({letter.message_id})")
        outcomes[letter.outcome] += 1
    say(f"{outcomes['replayed']} replayed, {outcomes['left']} left in the queue because they cannot be read")
    if outcomes["newer"]:
        say(f"{outcomes['newer']} came after this began: run it again for them")
    return 1 if outcomes["left"] else 0


if __name__ == "__main__":
    sys.exit(main())

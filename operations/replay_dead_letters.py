"""Replays dead-lettered events: sends them to the processing function again, once the cause is fixed.

    python operations/replay_dead_letters.py --queue-url URL --function NAME [--region REGION] [--dry-run]

Needs only boto3 and this file; AWS CloudShell has boto3. The caller needs sqs:ReceiveMessage,
sqs:DeleteMessage and sqs:ChangeMessageVisibility on the queue, and lambda:InvokeFunction on the function.

No event is lost: a message is deleted only after Lambda has accepted its event. An event that fails again
becomes a new message. The function is idempotent, so replaying a processed upload changes nothing. A message
that this program cannot read stays in the queue, and is printed.
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

HOLD_SECONDS = 900  # visibility timeout: a received message is hidden from other consumers this long
MAX_REPEATED_RECEIPTS = 10  # stop after this many receipts in a row without a new message


class UnreadableLetterError(Exception):
    """The message was not written by Lambda, SNS or EventBridge; the text says what is wrong with it."""


@dataclass(frozen=True)
class Replayed:
    """The result of one message.

    Attributes:
        message_id: SQS's id.
        outcome: `replayed`, `would replay`, `left` or `newer`.
        note: the keys of the uploads, or why the message stays in the queue.
    """

    message_id: str
    outcome: str
    note: str


def event_of(body: str) -> dict[str, Any]:
    """Return the event in a dead letter, in the form in which the function receives it.

    - Lambda's failure destination wraps the event in `requestPayload`.
    - SNS's redrive stores the notification alone; Lambda receives it inside a record.
    - EventBridge stores the event unchanged.

    Raises:
        UnreadableLetterError: the dead letter has none of these forms.
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
        "it has no `requestPayload`, as Lambda's have, and is not a message of SNS or EventBridge"
    )


def replay(
    sqs: SQSClient, functions: LambdaClient, queue_url: str, function: str, *, dry_run: bool = False
) -> Iterator[Replayed]:
    """Replay each message that was in the queue at the start, and yield its result.

    Newer messages, from events that fail again, stay in the queue. Otherwise a cause that is not fixed would
    keep this running for ever. A dry run changes nothing.

    Raises:
        botocore's errors: SQS or Lambda refused a call. Messages that were not yielded are still in the
        queue.
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
        for receipt in held.values():  # make the remaining messages visible again
            with suppress(ClientError):  # the receipt may have expired, and the message be visible already
                sqs.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt, VisibilityTimeout=0)


def _received(sqs: SQSClient, queue_url: str, held: dict[str, str]) -> Iterator[tuple[float, MessageTypeDef]]:
    """Yield each message of the queue once, with the start time in milliseconds since the epoch.

    Messages become visible again after `HOLD_SECONDS`, so a long queue never seems empty. Therefore the loop
    also ends after `MAX_REPEATED_RECEIPTS`.

    Args:
        sqs: the client.
        queue_url: the queue.
        held: gets the receipt handle of each received message, by message id.
    """
    began: float | None = None
    seen: set[str] = set()
    repeated = 0
    while repeated < MAX_REPEATED_RECEIPTS:
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
        repeated = 0 if new else repeated + 1
        for message in new:
            yield began, message


def _time_of(answer: ReceiveMessageResultTypeDef) -> float:
    """Return SQS's time in milliseconds, rounded up. SQS's clock also sets `SentTimestamp`."""
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return (parsedate_to_datetime(date).timestamp() + 1) * 1000 if date else time.time() * 1000


def _subject(event: dict[str, Any]) -> str:
    """Return the keys of an event's uploads; `?` for each that is not found, as in malformed ones."""
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
    """Run the command. Return the exit status: 1 if an unreadable message is left in the queue, else 0."""
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

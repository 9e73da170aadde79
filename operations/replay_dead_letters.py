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
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

HOLD_SECONDS = 300  # for which a message that we look at is hidden from others


class UnreadableLetterError(Exception):
    """A message of the queue is none that Lambda or SNS puts there; its text says what was found."""


@dataclass(frozen=True)
class Replayed:
    """What became of one message: `outcome` is `replayed`, `would replay` or `left`; `note` says of what."""

    message_id: str
    outcome: str
    note: str


def event_of(body: str) -> dict[str, Any]:
    """Return the event in a dead letter, as the function was, or would have been, called with it.

    Lambda's failure destination wraps the event (`requestPayload`), SNS's redrive leaves its notification,
    which Lambda would have received inside a record.

    Raises:
        UnreadableLetterError: it is neither.
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
    raise UnreadableLetterError(
        "it has neither `requestPayload`, as from Lambda, nor the form of an SNS notification"
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
    began = time.time() * 1000
    held: dict[str, str] = {}
    try:
        for message in _received(sqs, queue_url):
            held[message["MessageId"]] = message["ReceiptHandle"]
            if int(message["Attributes"]["SentTimestamp"]) > began:
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
            sqs.change_message_visibility(QueueUrl=queue_url, ReceiptHandle=receipt, VisibilityTimeout=0)


def _received(sqs: SQSClient, queue_url: str) -> Iterator[MessageTypeDef]:
    """Yield the queue's messages, each hidden from others for HOLD_SECONDS, until it shows no more."""
    while messages := sqs.receive_message(
        QueueUrl=queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=HOLD_SECONDS,
        WaitTimeSeconds=1,
        MessageSystemAttributeNames=["SentTimestamp"],
    ).get("Messages"):
        yield from messages


def _subject(event: dict[str, Any]) -> str:
    """Return the keys that an event is about, as far as they can be found."""
    keys = []
    for record in event.get("Records", []):
        if "s3" in record:
            keys.append(record["s3"]["object"]["key"])
        else:
            keys.append(json.loads(record["Sns"]["Message"]).get("key", "?"))
    return ", ".join(keys)


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
    count = left = 0
    for letter in replay(sqs, functions, options.queue_url, options.function, dry_run=options.dry_run):
        say(f"{letter.outcome:12} {letter.note}  ({letter.message_id})")
        count += letter.outcome == "replayed"
        left += letter.outcome == "left"
    say(f"{count} replayed, {left} left in the queue because they cannot be read")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

"""Sends upload events again, made from the metadata table: after an outage, or for a new consumer.

    python operations/resend_upload_events.py --table NAME --function NAME [--since TIME] [--dry-run]

Needs only boto3 and this file; AWS CloudShell has boto3. The caller needs dynamodb:Scan on the table, and
lambda:InvokeFunction on the function (`function_names["send_upload_events"]` of the module).

The function makes and sends the events, so they are the same as those from the table's stream. Consumers may
receive an event twice; `file_key` and `processed_at` identify it. The whole table is scanned, so the cost
grows with its size.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient

BATCH = 10  # EventBridge's limit of events per call


class ResendError(Exception):
    """The function failed to send a batch; the message says which and why."""


def items(dynamodb: DynamoDBClient, table: str, since: str) -> Iterator[dict[str, Any]]:
    """Yield each item with a verdict since `since` (ISO 8601 in UTC), in DynamoDB's low-level format."""
    for page in dynamodb.get_paginator("scan").paginate(
        TableName=table,
        FilterExpression="processed_at >= :since AND #status <> :pending",
        ExpressionAttributeNames={"#status": "status"},
        ExpressionAttributeValues={":since": {"S": since}, ":pending": {"S": "pending"}},
    ):
        yield from page["Items"]


def send(client: LambdaClient, function: str, batch: list[dict[str, Any]]) -> None:
    """Have the function send the events of `batch`.

    Raises:
        ResendError: the function failed, or EventBridge refused some events.
    """
    records = [
        {"eventName": "MODIFY", "dynamodb": {"NewImage": item, "SequenceNumber": str(number)}}
        for number, item in enumerate(batch)
    ]
    answer = client.invoke(FunctionName=function, Payload=json.dumps({"Records": records}))
    said = json.loads(answer["Payload"].read())
    if answer.get("FunctionError") or said.get("batchItemFailures"):
        first = batch[0]["processed_at"]["S"]
        raise ResendError(
            f"A batch was not sent: {json.dumps(said)}. Look at the function's log, fix the cause and run "
            f"this again; nothing is lost. The batch starts with the item processed at {first}."
        )


def main() -> int:
    """Run the command. Return the exit status: 0 if every event was sent, else 1."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--table", required=True, help="the metadata table")
    parser.add_argument("--function", required=True, help="the function that sends the events")
    parser.add_argument(
        "--since", type=_time, help="verdicts from this time on, such as 2026-11-28T10:00:00Z"
    )
    parser.add_argument("--region", help="AWS region; default: that of your AWS configuration")
    parser.add_argument("--dry-run", action="store_true", help="only count the events")
    options = parser.parse_args()
    session = boto3.Session(region_name=options.region)
    count, batch = 0, []
    client = session.client("lambda")
    try:
        for item in items(session.client("dynamodb"), options.table, options.since or ""):
            count += 1
            batch.append(item)
            if len(batch) == BATCH:
                _send_or_not(client, options, batch)
                batch = []
                print(f"\r{count} events", end="", flush=True)
        if batch:
            _send_or_not(client, options, batch)
    except ResendError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    print(f"\r{count} events {'would be sent' if options.dry_run else 'were sent'}.")
    return 0


def _send_or_not(client: LambdaClient, options: argparse.Namespace, batch: list[dict[str, Any]]) -> None:
    if not options.dry_run:
        send(client, options.function, batch)


def _time(text: str) -> str:
    """Return a time in the format of `processed_at`, which sorts as text."""
    time = datetime.fromisoformat(text)
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


if __name__ == "__main__":
    sys.exit(main())

"""Prints the history of one upload, from the request for its URL to its verdict, and what to do next.

    python operations/trace_upload.py FILE_KEY --bucket NAME --table NAME --queue-url URL --function NAME
        [--function NAME ...] [--region REGION] [--days 14]

The names are the module's outputs: `uploads_bucket_id`, `metadata_table_name`, `processing_dlq_url` and all
of `function_names`. FILE_KEY is the `file_key` in the API's answer. Logs do not contain it: they identify an
upload by the random part of its key.

Needs only boto3 and this file; AWS CloudShell has boto3. The program only reads. But it hides messages of the
dead-letter queue from other consumers for some seconds. docs/reliability.md has the IAM policy for the
caller. The exit status is 0 if the upload has a verdict, 1 if it has none, 2 if the key is unknown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, quote_plus

import boto3
from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

HAS_VERDICT, NO_VERDICT, UNKNOWN = range(3)
DAYS = 14  # the retention time of the dead-letter queue
URL_DAYS = 7  # a URL's longest life: its request can be this much older than the upload
HOLD_SECONDS = 30  # visibility timeout: a received message is hidden from other consumers this long
MAX_REPEATED_RECEIPTS = 10  # stop after this many receipts in a row without a new message

RANDOM = re.compile(r"[^/]+/[^/]+/([0-9a-f]{32})_")
ESCAPED = re.compile(r"^!(2E|5F|40|2D)|!(2B|3A|7C|3D|23)")  # escaped characters in a user's folder
ENDED = ("processed", "rejected", "infected", "unscannable")

WHY = {
    "empty": "The file has no bytes.",
    "not_an_image": "The content is not an image of a known type. The file's name does not matter.",
    "format_not_allowed": "This deployment does not accept the content's type: see `allowed_extensions`.",
    "variant_not_supported": "The type is accepted, but not this variant of it.",
    "damaged": "The image is damaged or truncated.",
    "too_many_pixels": "The image has more pixels than `max_image_pixels`, or than fit into memory.",
    "too_complex": "The image is built so that decoding it would cost too much time or memory.",
    "too_large": "The file has more bytes than `upload_max_bytes`. It was not downloaded.",
    "object_gone": "The version was deleted before it could be read.",
    "decoder_crashed": "The file crashed its decoder, which no valid image does.",
    "too_slow": "Decoding took more processor time than the limit.",
    "too_much_memory": "Decoding needed more memory than the function has: see `processing_memory_mb`.",
    "tag_disagrees": "The scanner's finding says clean, but the object's tag does not.",
    "not_scanned": "The file is too large for the scanner, encrypted, or its scan failed.",
    "scan_unsupported": "GuardDuty cannot scan it: it is encrypted, or larger than GuardDuty's quota.",
    "scan_access_denied": "GuardDuty's role is not allowed to read the file, or to use its KMS key.",
    "scan_failed": "GuardDuty's scan failed with an internal error.",
    "scan_skipped": "GuardDuty skipped the file and gave no reason.",
}

BY_HAND = "It stays unreadable. Scan it by hand, or ask for another file."
UNSCANNABLE = {
    "scan_access_denied": "Compare the protection plan's role and the key's policy with the module's. Then "
    "upload it again.",
    "scan_failed": "Upload it again. If that fails too, look at the protection plan's status in GuardDuty.",
}
"""What to do about an unscannable upload, by its reason. For all other reasons: `BY_HAND`."""


@dataclass(frozen=True)
class Deployment:
    """One instance of the module, and the AWS clients."""

    bucket: str
    table: str
    queue_url: str
    functions: tuple[str, ...]
    s3: S3Client
    tables: DynamoDBClient
    logs: CloudWatchLogsClient
    sqs: SQSClient


@dataclass(frozen=True, order=True)
class Moment:
    """One event in an upload's history.

    Attributes:
        at: when it happened.
        place: where it is recorded, such as `item` or a function's name.
        text: what happened.
    """

    at: datetime
    place: str
    text: str


@dataclass
class Life:
    """Everything that is known about one key.

    Attributes:
        key: the file key.
        moments: the history; sorted by time after `look_up`.
        item: the attributes of its item, as text; None if there is none.
        versions: versions of the object, as S3 lists them, newest first.
        markers: the object's delete markers.
        letters: messages about it in the dead-letter queue.
        lines: the functions' log lines about it, oldest first.
        missing_thumbnails: keys that the item names and S3 does not have.
        notes: sources that could not be read, and why.
    """

    key: str
    moments: list[Moment] = field(default_factory=list)
    item: dict[str, str] | None = None
    versions: list[dict[str, Any]] = field(default_factory=list)
    markers: list[dict[str, Any]] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    missing_thumbnails: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, at: datetime, place: str, text: str) -> None:
        """Add an event to the history."""
        self.moments.append(Moment(at.astimezone(UTC), place, text))


def upload_id(key: str) -> str:
    """Return the identifier of an upload in the functions' logs."""
    found = RANDOM.match(key)
    return found[1] if found else hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32]


def user_id(key: str) -> str:
    """Decode the user id, as the item has it, from the folder in a key."""
    folder = key.partition("/")[2].partition("/")[0]
    return ESCAPED.sub(lambda found: chr(int(found[0][1:], 16)), folder)


def look_up(to: Deployment, key: str, days: int = DAYS) -> Life:
    """Collect everything about a key from S3, the table, the dead-letter queue and the logs.

    A source that cannot be read becomes a note.
    """
    life = Life(key)
    readers: dict[str, Callable[[], None]] = {
        "object": lambda: _read_object(to, life),
        "item": lambda: _read_item(to, life),
        "dead-letter queue": lambda: _read_letters(to, life),
        "logs": lambda: _read_logs(to, life, _since(life, days)),
    }
    for what, read in readers.items():
        try:
            read()
        except (BotoCoreError, ClientError) as error:
            life.notes.append(f"The {what} could not be read: {error}")
    life.moments.sort()
    return life


def _since(life: Life, days: int) -> datetime:
    """Return the start of the logs to read: `days` ago, or `URL_DAYS` before the upload if earlier."""
    known: list[datetime] = [version["LastModified"] for version in life.versions]
    if life.item and "uploaded_at" in life.item:
        known.append(datetime.fromisoformat(life.item["uploaded_at"]))
    return min([datetime.now(UTC) - timedelta(days), *(at - timedelta(URL_DAYS) for at in known)])


def _read_object(to: Deployment, life: Life) -> None:
    listed = _listed(to, life.key)
    life.versions, life.markers = listed["Versions"], listed["DeleteMarkers"]
    for version in life.versions:
        try:
            answer = to.s3.get_object_tagging(Bucket=to.bucket, Key=life.key, VersionId=version["VersionId"])
            tags = ", ".join(f"{tag['Key']}={tag['Value']}" for tag in answer["TagSet"])
        except (BotoCoreError, ClientError) as error:
            tags = f"could not be read ({_code(error)})"
        facts = f"version {version['VersionId']} was uploaded, {version['Size']} bytes"
        life.add(version["LastModified"], "object", f"{facts}; tags now: {tags or 'none'}")
    for marker in life.markers:
        life.add(marker["LastModified"], "object", f"it was deleted, by the marker {marker['VersionId']}")


def _listed(to: Deployment, key: str) -> dict[str, list[dict[str, Any]]]:
    """Return the versions and delete markers of exactly this key."""
    found: dict[str, list[dict[str, Any]]] = {"Versions": [], "DeleteMarkers": []}
    for page in to.s3.get_paginator("list_object_versions").paginate(Bucket=to.bucket, Prefix=key):
        for kind, entries in found.items():
            listed: Any = page.get(kind, [])
            entries += [dict(entry) for entry in listed if entry["Key"] == key]
    return found


def _read_item(to: Deployment, life: Life) -> None:
    key = {"user_id": {"S": user_id(life.key)}, "file_key": {"S": life.key}}
    found = to.tables.get_item(TableName=to.table, Key=key, ConsistentRead=True).get("Item")
    if found is None:
        return
    thumbnails = [inner["S"] for inner in found.get("thumbnails", {}).get("M", {}).values()]
    plain = {name: str(next(iter(value.values()))) for name, value in found.items() if name != "thumbnails"}
    life.item = plain
    image = f", {plain['width']} x {plain['height']} pixels" if "width" in plain else ""
    kind = f", {plain['content_type']}{image}" if "content_type" in plain else ""
    reason = f" ({plain['reason']})" if "reason" in plain else ""
    text = f"{plain.get('status')}{reason}, of version {plain.get('version_id')}{kind}"
    if at := plain.get("processed_at"):
        life.add(datetime.fromisoformat(at), "item", text)
    for thumbnail in thumbnails or filter(None, [plain.get("thumbnail_key")]):
        made = _listed(to, thumbnail)["Versions"]
        if made:
            life.add(made[0]["LastModified"], "object", f"thumbnail {thumbnail}, {made[0]['Size']} bytes")
        else:
            life.missing_thumbnails.append(thumbnail)


def _read_letters(to: Deployment, life: Life) -> None:
    # The key may be plain, URL-encoded, or escaped in JSON. The random part is the same in all forms.
    forms = {life.key, quote(life.key), quote_plus(life.key), quote_plus(life.key, safe="/")}
    forms |= {json.dumps(life.key)[1:-1], json.dumps(json.dumps(life.key)[1:-1])[1:-1]}
    if RANDOM.match(life.key):
        forms.add(upload_id(life.key))
    for message in _messages(to):
        if not any(form in message["Body"] for form in forms):
            continue
        with suppress(ValueError):
            letter = json.loads(message["Body"])
            if isinstance(letter, dict):
                life.letters.append(letter)
                sent = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
                life.add(sent, "dead-letter queue", _letter(letter))


def _letter(letter: Mapping[str, Any]) -> str:
    about, answer = letter.get("requestContext"), letter.get("responsePayload")
    if not isinstance(about, dict):
        kind = "a finding" if letter.get("Type") == "Notification" else "an event"
        return f"{kind} that could not be delivered to the function waits here"
    cause = answer.get("errorMessage") if isinstance(answer, dict) else None
    tries = f"{about.get('approximateInvokeCount')} attempts, {about.get('condition')}"
    return f"the event waits here after {tries}{f': {cause}' if cause else ''}"


def _messages(to: Deployment) -> Iterator[dict[str, Any]]:
    """Yield each message of the dead-letter queue once. At the end, make all visible again."""
    seen: dict[str, str] = {}
    repeated = 0
    try:
        while repeated < MAX_REPEATED_RECEIPTS:
            answer = to.sqs.receive_message(
                QueueUrl=to.queue_url,
                MaxNumberOfMessages=10,
                VisibilityTimeout=HOLD_SECONDS,
                WaitTimeSeconds=1,
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            messages = answer.get("Messages")
            if not messages:
                return
            new = [message for message in messages if message["MessageId"] not in seen]
            seen |= {message["MessageId"]: message["ReceiptHandle"] for message in messages}
            repeated = 0 if new else repeated + 1
            for message in new:
                yield dict(message)
    finally:
        for receipt in seen.values():
            with suppress(ClientError):  # the receipt may have expired, and the message be visible already
                to.sqs.change_message_visibility(
                    QueueUrl=to.queue_url, ReceiptHandle=receipt, VisibilityTimeout=0
                )


def _read_logs(to: Deployment, life: Life, since: datetime) -> None:
    """Read the functions' log lines, then Lambda's lines about failed attempts of the same requests."""
    name = upload_id(life.key)
    requests: dict[str, set[str]] = {function: set() for function in to.functions}
    for function in to.functions:
        for at, message in _logged(to, life, function, name, since):
            line = _json(message)
            if line.get("upload") == name:
                life.lines.append(line)
                life.add(at, _short(to, function), _line(line))
                requests[function].add(str(line.get("request_id")))
    for letter in life.letters:
        about = letter.get("requestContext")
        if isinstance(about, dict) and about.get("requestId"):
            called = str(about.get("functionArn", "")).split(":")
            for function in to.functions:
                if function in called:
                    requests[function].add(str(about["requestId"]))
    for function, ids in requests.items():
        for request in sorted(ids):
            for at, message in _logged(to, life, function, request, since):
                if text := _runtime_line(message):
                    life.add(at, _short(to, function), f"request {request}: {text}")


def _short(to: Deployment, function: str) -> str:
    return function.removeprefix(f"{to.bucket}-")


def _logged(
    to: Deployment, life: Life, function: str, text: str, since: datetime
) -> Iterator[tuple[datetime, str]]:
    pages = to.logs.get_paginator("filter_log_events").paginate(
        logGroupName=f"/aws/lambda/{function}",
        startTime=int(since.timestamp() * 1000),
        filterPattern=f'"{text}"',
    )
    try:
        for page in pages:
            for event in page["events"]:
                if text in event["message"]:  # some emulators ignore the filter pattern
                    yield datetime.fromtimestamp(event["timestamp"] / 1000, UTC), event["message"]
    except ClientError as error:
        note = f"The log of {function} could not be read: {_code(error)}."
        if note not in life.notes:
            life.notes.append(note)


def _line(line: Mapping[str, Any]) -> str:
    """Return a sentence for a function's log line."""
    request = f" [request {line.get('request_id')}]"
    if line.get("message") == "upload URL":
        size = f" for {line['size']} bytes" if line.get("size") else ""
        return f"the URL was given{size}{request}"
    if line.get("message") == "upload status":
        return f"a client asked for the status: {line.get('upload_status')}{request}"
    told = f"{line.get('verdict')} of version {line.get('version')}: {line.get('action')}"
    if line.get("action") == "failed":
        told += f", {line.get('error')}: {line.get('cause')}"
    elif line.get("status"):
        told += f", {line['status']}{f' ({line["reason"]})' if line.get('reason') else ''}"
    return f"{told}, after {line.get('milliseconds')} ms{request}"


def _runtime_line(message: str) -> str | None:
    """Return a sentence for Lambda's own log line about a failed attempt; None for any other line."""
    if "Task timed out" in message:
        return "Lambda ended the attempt at the function's timeout"
    line = _json(message)
    record = line.get("record")
    if line.get("type") == "platform.report" and isinstance(record, dict):
        status = record.get("status")
        if status not in (None, "success"):
            return f"Lambda reports {status}{f', {record["errorType"]}' if record.get('errorType') else ''}"
    return None


def _json(message: str) -> dict[str, Any]:
    with suppress(ValueError):
        line = json.loads(message)
        if isinstance(line, dict):
            return line
    return {}


def _code(error: Exception) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__


def conclusion(life: Life) -> tuple[int, str, str]:
    """Return the exit status, the state of the upload, and what to do next."""
    failed = [line for line in life.lines if line.get("action") == "failed"]
    newest = life.versions[0] if life.versions else None
    item = life.item
    replay = "Fix the cause, then replay it: operations/replay_dead_letters.py."
    if life.letters and not (item and item.get("status") in ENDED):
        return NO_VERDICT, "It waits in the dead-letter queue: processing it failed at every attempt.", replay
    if item and item.get("status") in ENDED:
        if newest and item.get("version_id") != newest["VersionId"]:
            return (
                NO_VERDICT,
                f"The item shows version {item.get('version_id')}, but a newer one was uploaded.",
                _wait(failed),
            )
        verdict, following = _verdict(life, item)
        return (
            HAS_VERDICT,
            verdict,
            f"{following} But a dead letter about it is in the queue. {replay}"
            if life.letters
            else following,
        )
    if item and item.get("status") == "pending":
        return (
            NO_VERDICT,
            f"It has been waiting for its verdict since {item.get('uploaded_at')}.",
            _wait(failed),
        )
    if newest:
        return NO_VERDICT, "It was uploaded and has no verdict.", _wait(failed)
    if life.markers:
        return NO_VERDICT, "It was deleted before it had a verdict.", "Ask for a new URL to upload it again."
    if any(line.get("message") == "upload URL" for line in life.lines):
        return (
            NO_VERDICT,
            "The URL was given, but nothing was uploaded with it.",
            "Look at S3's answer to the PUT: 403 means an expired URL, or a header that differs from the "
            "API's answer.",
        )
    if life.lines:
        return NO_VERDICT, "Clients ask for it, but nothing was uploaded.", "Check whether the key is right."
    return (
        UNKNOWN,
        f"The key {life.key} is unknown: there is no log line, item, object or dead letter about it.",
        "Check that it is the whole `file_key` of an answer of this deployment. Logs are read for --days, "
        "and kept for log_retention_days.",
    )


def _wait(failed: list[dict[str, Any]]) -> str:
    if failed:
        return (
            f"Failed attempts so far: {len(failed)}, the last with {failed[-1].get('error')}. Lambda tries "
            "an event three times within minutes; then it goes to the dead-letter queue. Look again then."
        )
    return (
        "Look again in a minute. If nothing changes, check that the scanner runs, that the bucket is "
        "connected to it, and that it publishes clean findings. With GuardDuty, check that the protection "
        "plan's status is Active. Without a scanner, check the bucket's notification."
    )


def _verdict(life: Life, item: Mapping[str, str]) -> tuple[str, str]:
    status, reason = item["status"], item.get("reason")
    why = WHY.get(reason or "", f"Its reason is {reason}.") if reason else ""
    if status == "processed" and life.missing_thumbnails:
        return (
            "It was processed, but a thumbnail is missing.",
            "Upload it again, or find out what deleted the thumbnail.",
        )
    if status == "processed":
        return "It was processed.", "Nothing."
    if status == "infected":
        return (
            "It is infected. That version was permanently deleted.",
            "Tell its user, and look at this user's other uploads.",
        )
    if status == "unscannable":
        return f"The scanner could not judge it. {why}", UNSCANNABLE.get(reason or "", BY_HAND)
    return f"It was rejected. {why}", "Tell its user why; a new upload needs a new URL."


def report(life: Life) -> Iterator[str]:
    """Yield the lines to print."""
    yield life.key
    width = max((len(moment.place) for moment in life.moments), default=0)
    for moment in life.moments:
        at = moment.at.strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
        yield f"  {at}Z  {moment.place:{width}}  {moment.text}"
    yield from (f"  {note}" for note in life.notes)
    _, verdict, following = conclusion(life)
    yield f"  what it is    {verdict}"
    yield f"  what to do    {following}"


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that the command for the local stack has too."""
    parser.add_argument("file_key", metavar="FILE_KEY", help="the file_key in the API's answer")
    parser.add_argument("--days", type=int, default=DAYS, help="days of logs to read (default: %(default)s)")


def main(
    arguments: list[str] | None = None,
    connect: Callable[..., Any] = boto3.client,
    say: Callable[[str], None] = print,
) -> int:
    """Run the command. Return the exit status: 0 with a verdict, 1 without one, 2 if the key is unknown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add_common(parser)
    parser.add_argument("--bucket", required=True, help="the module's output uploads_bucket_id")
    parser.add_argument("--table", required=True, help="the module's output metadata_table_name")
    parser.add_argument("--queue-url", required=True, help="the module's output processing_dlq_url")
    parser.add_argument(
        "--function", required=True, action="append", help="each of the module's output function_names"
    )
    parser.add_argument("--region", help="the deployment's AWS region; default: the shell's")
    options = parser.parse_args(arguments)
    life = look_up(
        Deployment(
            options.bucket,
            options.table,
            options.queue_url,
            tuple(options.function),
            *(connect(name, region_name=options.region) for name in ("s3", "dynamodb", "logs", "sqs")),
        ),
        options.file_key,
        options.days,
    )
    for line in report(life):
        say(line)
    return conclusion(life)[0]


if __name__ == "__main__":
    sys.exit(main())

"""Prints the life of one upload, from the request of its URL to its verdict, and what to do next.

    python operations/trace_upload.py FILE_KEY --bucket NAME --table NAME --queue-url URL --function NAME
        [--function NAME ...] [--region REGION] [--days 14]

The names are the module's outputs: `uploads_bucket_id`, `metadata_table_name`, `processing_dlq_url` and all
of `function_names`. FILE_KEY is the `file_key` that the API answered with. Logs do not hold it: they name an
upload by the random part of its key.

Needs boto3 and nothing else of this repository; AWS CloudShell has it. It reads and changes nothing, but that
messages of the dead-letter queue are hidden from others for a moment. docs/reliability.md has the IAM policy
of its caller. The exit status is 0 if the upload has a verdict, 1 if it has none, 2 if nobody knows the key.
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
DAYS = 14  # as long as dead letters are kept
URL_DAYS = 7  # the longest that a URL lives: how long before its upload it can have been asked for
HOLD_SECONDS = 30  # for which a message that we look at is hidden from others
BARREN_RECEIPTS = 10  # of messages that were all seen before: then a long queue has shown everything

RANDOM = re.compile(r"[^/]+/[^/]+/([0-9a-f]{32})_")
ESCAPED = re.compile(r"^!(2E|5F|40|2D)|!(2B|3A|7C|3D|23)")  # characters of a user id, in its folder
ENDED = ("processed", "rejected", "infected", "unscannable")

WHY = {
    "empty": "The file has no bytes.",
    "not_an_image": "The content is no image of a known type, whatever the file's name says.",
    "format_not_allowed": "The content's type is none that this deployment takes: `allowed_extensions`.",
    "variant_not_supported": "The type is taken, but not this variant of it.",
    "damaged": "The image is damaged or cut off.",
    "too_many_pixels": "The image has more pixels than `max_image_pixels`, or than memory holds.",
    "too_complex": "The image is built so that decoding it would take too much.",
    "too_large": "The file has more bytes than `upload_max_bytes`. It was not downloaded.",
    "object_gone": "The version was deleted before it could be read.",
    "decoder_crashed": "The file crashed its decoder, which no sound image does.",
    "too_slow": "Decoding took more processor time than any image may.",
    "too_much_memory": "Decoding took more memory than the function has: `processing_memory_mb`.",
    "tag_disagrees": "The scanner's finding says clean, and the object's tag does not.",
    "not_scanned": "The file is too large for the scanner, encrypted, or its scan failed.",
    "scan_unsupported": "GuardDuty cannot scan it: it is encrypted, or larger than GuardDuty's quota.",
    "scan_access_denied": "GuardDuty's role may not read the file, or not use its key.",
    "scan_failed": "GuardDuty's scan failed by an error of its own.",
    "scan_skipped": "GuardDuty skipped the file and gave no reason.",
}

BY_HAND = "Nobody can read it. Scan it by hand, or ask for another file."
UNSCANNABLE = {
    "scan_access_denied": "Compare the protection plan's role and the key's policy with the module's. Then "
    "upload it again.",
    "scan_failed": "Upload it again. If that fails too, look at the protection plan's status in GuardDuty.",
}
"""What to do next, by the reason, where it is not BY_HAND."""


@dataclass(frozen=True)
class Deployment:
    """One instance, and the clients to look with."""

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
    """Something that happened: when, where it is written, and what it was."""

    at: datetime
    place: str
    text: str


@dataclass
class Life:
    """All that is known of one key.

    Attributes:
        versions: of the object, as S3 lists them, newest first; `markers` are its delete markers.
        letters: what waits in the dead-letter queue about it.
        lines: the functions' own log lines about it, oldest first.
        notes: what could not be looked at, and why.
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
        """Remember that something happened."""
        self.moments.append(Moment(at.astimezone(UTC), place, text))


def upload_id(key: str) -> str:
    """Return what the functions' logs call an upload."""
    found = RANDOM.match(key)
    return found[1] if found else hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32]


def user_id(key: str) -> str:
    """Return the user id that a key's folder stands for, as the item has it."""
    folder = key.partition("/")[2].partition("/")[0]
    return ESCAPED.sub(lambda found: chr(int(found[0][1:], 16)), folder)


def look_up(to: Deployment, key: str, days: int = DAYS) -> Life:
    """Return what item, object, logs and dead-letter queue know of a key; what cannot be read is noted."""
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
    """Return from when on logs are read: from before the upload, where it is known when that was."""
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
    # As it is, as URLs and S3's events encode it, and inside of JSON; the random part is the same in all.
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
    """Yield each message of the dead-letter queue once, and give all back at the end."""
    seen: dict[str, str] = {}
    barren = 0
    try:
        while barren < BARREN_RECEIPTS:
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
            barren = 0 if new else barren + 1
            for message in new:
                yield dict(message)
    finally:
        for receipt in seen.values():
            with suppress(ClientError):  # one that was held too long can be looked at already
                to.sqs.change_message_visibility(
                    QueueUrl=to.queue_url, ReceiptHandle=receipt, VisibilityTimeout=0
                )


def _read_logs(to: Deployment, life: Life, since: datetime) -> None:
    """Read the functions' own lines, then the runtime's about attempts that ended without one."""
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
                if text in event["message"]:  # not every engine filters
                    yield datetime.fromtimestamp(event["timestamp"] / 1000, UTC), event["message"]
    except ClientError as error:
        note = f"The log of {function} could not be read: {_code(error)}."
        if note not in life.notes:
            life.notes.append(note)


def _line(line: Mapping[str, Any]) -> str:
    """Return what a line of the functions says."""
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
    """Return what Lambda itself says of an attempt that ended badly, None for anything else."""
    if "Task timed out" in message:
        return "Lambda ended the attempt, because its time was over"
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
    """Return the exit status, what became of the upload, and what to do next."""
    failed = [line for line in life.lines if line.get("action") == "failed"]
    newest = life.versions[0] if life.versions else None
    item = life.item
    replay = "Mend the cause, then replay it: operations/replay_dead_letters.py."
    if life.letters and not (item and item.get("status") in ENDED):
        return NO_VERDICT, "It waits in the dead-letter queue: processing it failed at every attempt.", replay
    if item and item.get("status") in ENDED:
        if newest and item.get("version_id") != newest["VersionId"]:
            return (
                NO_VERDICT,
                f"The item shows version {item.get('version_id')}, and a newer one was uploaded.",
                _wait(failed),
            )
        verdict, following = _verdict(life, item)
        return (
            HAS_VERDICT,
            verdict,
            f"{following} A dead letter about it waits, too. {replay}" if life.letters else following,
        )
    if item and item.get("status") == "pending":
        return NO_VERDICT, f"It waits for its verdict since {item.get('uploaded_at')}.", _wait(failed)
    if newest:
        return NO_VERDICT, "It was uploaded and has no verdict.", _wait(failed)
    if life.markers:
        return NO_VERDICT, "It was deleted before it had a verdict.", "Ask for a new URL to upload it again."
    if any(line.get("message") == "upload URL" for line in life.lines):
        return (
            NO_VERDICT,
            "The URL was given, and nothing was uploaded with it.",
            "Look at what S3 answered the PUT: 403 is an expired URL or a header that is not the answer's.",
        )
    if life.lines:
        return NO_VERDICT, "Clients ask for it, and nothing was uploaded.", "Ask whether the key is right."
    return (
        UNKNOWN,
        f"Nobody knows {life.key}: no log line, no item, no object and no dead letter has it.",
        "Is it the whole `file_key` of the answer, of this deployment? Logs are read for --days, and kept "
        "for log_retention_days.",
    )


def _wait(failed: list[dict[str, Any]]) -> str:
    if failed:
        return (
            f"{len(failed)} failed so far, the last by {failed[-1].get('error')}. Lambda tries an event "
            "three times within minutes, then it is in the dead-letter queue: look again."
        )
    return (
        "Look again in a minute. If nothing changes: is the scanner running, is the bucket connected to it, "
        "and does it publish clean findings? With GuardDuty: is the protection plan's status Active? Without "
        "a scanner: is the bucket's notification there?"
    )


def _verdict(life: Life, item: Mapping[str, str]) -> tuple[str, str]:
    status, reason = item["status"], item.get("reason")
    why = WHY.get(reason or "", f"Its reason is {reason}.") if reason else ""
    if status == "processed" and life.missing_thumbnails:
        return (
            "It was processed, and a thumbnail is gone.",
            "Upload it again, or see what deleted the thumbnail.",
        )
    if status == "processed":
        return "It was processed.", "Nothing."
    if status == "infected":
        return (
            "It is infected. That version was deleted for good.",
            "Tell its user; look at what else came from there.",
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
    """Add what is asked of a local stack too."""
    parser.add_argument("file_key", metavar="FILE_KEY", help="as the API answered it")
    parser.add_argument("--days", type=int, default=DAYS, help="how far back logs are read (%(default)s)")


def main(
    arguments: list[str] | None = None,
    connect: Callable[..., Any] = boto3.client,
    say: Callable[[str], None] = print,
) -> int:
    """Return the exit status: 0 with a verdict, 1 without one, 2 where nobody knows the key."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    add_common(parser)
    parser.add_argument("--bucket", required=True, help="the module's output uploads_bucket_id")
    parser.add_argument("--table", required=True, help="the module's output metadata_table_name")
    parser.add_argument("--queue-url", required=True, help="the module's output processing_dlq_url")
    parser.add_argument(
        "--function", required=True, action="append", help="each of the module's output function_names"
    )
    parser.add_argument("--region", help="where all are; default: the shell's")
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

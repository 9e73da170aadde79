"""Lambda entry point: makes the thumbnail and records the metadata of each upload that an event reports."""

# ruff: noqa: E402 - the garbage collector is stopped before the large imports

from __future__ import annotations

import gc
import json
import os
import re
import time
from datetime import UTC, datetime

# The imports create hundreds of thousands of objects that stay alive. Scanning them for garbage takes 5 % of
# a cold start. `gc.freeze` below excludes them, so that later collections scan only what events create.
gc.disable()

from decoder.client import start_decoder
from processing_settings import read_processing_settings

SETTINGS = read_processing_settings(os.environ)
DECODER = start_decoder(SETTINGS.limits)  # another process loads the codecs while this one imports the rest

from aws_gateway import connect
from metrics import Metrics
from notices.eventbridge_upload import decode_arrival, is_arrival
from notices.notice import UploadNotice
from pending_check import check, is_check
from processing import Outcome, Processor
from upload_id import upload_id
from upload_metrics import upload_metrics

GATEWAY = connect(SETTINGS.uploads_bucket, SETTINGS.metadata_table)
METRICS = Metrics(SETTINGS.uploads_bucket, SETTINGS.metrics_function)
PROCESSOR = Processor(SETTINGS, GATEWAY, lambda: datetime.now(UTC), DECODER.make_thumbnails)
PREFIXES = "|".join(map(re.escape, (SETTINGS.uploads_prefix, SETTINGS.thumbnails_prefix)))
# Where botocore's error messages contain a key: in the URL that did not answer, in the ARN that was denied.
KEY_IN_TEXT = re.compile(rf"(https?://[^/\s\"']*)[^\s\"']*|(?<![\w-])(?:{PREFIXES})[^\"']*")

gc.freeze()
gc.enable()

print(json.dumps({"message": "decoder", **DECODER.state()}))


class RecordsFailedError(Exception):
    """Some records of an event failed; the message has a sentence for each.

    Raising it makes Lambda retry the event. Processing is idempotent, so the retry changes nothing for the
    records that succeeded.
    """


def handler(event: object, context: object) -> str | None:
    """Handle an event: the scanner's findings, the arrival of an upload, or the scheduled check.

    Without a scanner, S3's notifications take the place of the findings. An arrival is S3's "Object Created"
    event from EventBridge.

    Returns:
        For a scheduled check, the log line that it printed, so that a manual invocation shows it. Else None.

    Raises:
        UnexpectedEventError: the event comes from another source, or has no records.
        RecordsFailedError: at least one record failed. All other records were handled before.
    """
    if hasattr(context, "get_remaining_time_in_millis"):
        seconds = context.get_remaining_time_in_millis() / 1000
        GATEWAY.end_within(seconds)
        DECODER.end_within(seconds)
    if is_check(event):
        return _check_pending()
    failures: list[Exception] = []
    sentences: list[str] = []
    for record in [event] if is_arrival(event) else SETTINGS.scanner.records(event):
        started = time.monotonic()
        notice: UploadNotice | None = None
        try:
            notice = decode_arrival(event) if is_arrival(event) else SETTINGS.scanner.decode(record)
            outcome = PROCESSOR.process(notice) if notice else None
        except Exception as failure:  # noqa: BLE001 - the other records are handled first; then it is raised below
            failures.append(failure)
            about = f"Upload {upload_id(notice.key)}" if notice else "A record"
            sentences.append(f"{about}: {type(failure).__name__}: {_cause(failure, notice)}")
            _log(context, started, notice, failure)
        else:
            _log(context, started, notice, outcome)
    DECODER.prepare()  # fork the next event's decoder now; this event does not wait for it
    if failures:
        raise RecordsFailedError(" | ".join(sentences)) from None  # the original message may contain a key
    return None


def _check_pending() -> str:
    """Print the metrics of pending uploads, and return the printed line.

    A failure is logged and not raised, because a dead letter must always belong to an upload. The next check
    runs within minutes, and an alarm reports missing metrics.
    """
    now, bucket = datetime.now(UTC), SETTINGS.uploads_bucket
    try:
        line = check(GATEWAY, PROCESSOR.process, bucket, now).metrics(bucket, now)
    except Exception as failure:  # noqa: BLE001 - the alarm on missing metrics reports any failure
        failed = {"level": "ERROR", "message": "pending check", "error": type(failure).__name__}
        line = json.dumps({**failed, "cause": _cause(failure, None)})
    print(line)
    return line


def _cause(failure: Exception, notice: UploadNotice | None) -> str:
    """Return the error's message with every key removed, because keys contain user ids and file names."""
    text = str(failure).replace(notice.key, upload_id(notice.key)) if notice else str(failure)
    return KEY_IN_TEXT.sub(lambda found: f"{found[1] or ''}...", text)


def _log(
    context: object, started: float, notice: UploadNotice | None, result: Outcome | Exception | None
) -> None:
    """Print one line of JSON without user input: no key, user id or file name."""
    line: dict[str, object] = {
        "level": "ERROR" if isinstance(result, Exception) else "INFO",
        "message": "upload",
        "request_id": getattr(context, "aws_request_id", None),
        "milliseconds": round((time.monotonic() - started) * 1000, 1),
    }
    if notice:
        line |= {"upload": upload_id(notice.key), "version": notice.version, "verdict": notice.verdict}
    if isinstance(result, Exception):
        line |= {"action": "failed", "error": type(result).__name__, "cause": _cause(result, notice)}
    elif result is None:
        line |= {"action": "ignored", "cause": "S3's test message"}
    else:
        line["action"] = result.action
        if result.item:
            line |= {"status": result.item.status, "reason": result.item.reason}
    if not METRICS.are_wanted:
        print(json.dumps(line))
        return
    outcome = result if isinstance(result, Outcome) else None
    values, dimensions = upload_metrics(outcome, DECODER.last_decoding(), time.time())
    print(METRICS.line(line, METRICS.counted(values, dimensions)))

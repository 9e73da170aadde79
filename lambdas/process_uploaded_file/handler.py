"""Makes the thumbnail and records the metadata of each upload that an event reports."""

# ruff: noqa: E402 - the collector is stopped before anything large is imported

from __future__ import annotations

import gc
import json
import os
import re
import time
from datetime import UTC, datetime

# Starting makes hundreds of thousands of objects that all stay: searching them for garbage, again and again,
# takes a twentieth of a cold start. Then they are set aside, and the collector looks at what events leave.
gc.disable()

from decoder.client import start_decoder
from processing_settings import read_processing_settings

SETTINGS = read_processing_settings(os.environ)
DECODER = start_decoder(SETTINGS.limits)  # loads the codecs while this process imports the rest

from aws_gateway import connect
from metrics import Metrics
from notices.eventbridge_upload import decode_arrival, is_arrival
from notices.notice import UploadNotice
from pending_check import check, is_check
from processing import Outcome, Processor
from upload_id import upload_id
from upload_metrics import counted

GATEWAY = connect(SETTINGS.uploads_bucket, SETTINGS.metadata_table)
METRICS = Metrics(SETTINGS.uploads_bucket, SETTINGS.metrics_function)
PROCESSOR = Processor(SETTINGS, GATEWAY, lambda: datetime.now(UTC), DECODER.make_thumbnails)
PREFIXES = "|".join(map(re.escape, (SETTINGS.uploads_prefix, SETTINGS.thumbnails_prefix)))
# Where a failure of botocore names a key: the URL that did not answer, the ARN that it may not use.
NAMES_A_KEY = re.compile(rf"(https?://[^/\s\"']*)[^\s\"']*|(?<![\w-])(?:{PREFIXES})[^\"']*")

gc.freeze()
gc.enable()

print(json.dumps({"message": "decoder", **DECODER.state()}))


class RecordsFailedError(Exception):
    """Some records of an event could not be handled; the message has a sentence for each.

    It makes Lambda try the event again. What was done already is found done then, so a good record is neither
    held up nor repeated by a bad one.
    """


def handler(event: object, context: object) -> str | None:
    """Handle every record of an event of the scanner's source, or S3's event of an arrival, or a check.

    Of a check, return the line that it printed, for a person who calls it.

    Raises:
        UnexpectedEventError: the event is of another source, or has no records.
        RecordsFailedError: a record could not be handled.
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
        except Exception as failure:  # noqa: BLE001 - whatever it is, the other records come first; it is raised below
            failures.append(failure)
            about = f"Upload {upload_id(notice.key)}" if notice else "A record"
            sentences.append(f"{about}: {type(failure).__name__}: {_cause(failure, notice)}")
            _log(context, started, notice, failure)
        else:
            _log(context, started, notice, outcome)
    DECODER.prepare()  # for the next event: this one waits for nothing more
    if failures:
        raise RecordsFailedError(" | ".join(sentences)) from None  # the cause's own text may hold a key
    return None


def _check_pending() -> str:
    """Print the metrics of pending uploads, and return what was printed.

    A check that fails is not raised: a dead letter of it would be no upload's. The next check comes in
    minutes, and an alarm tells when the metrics stop.
    """
    now, bucket = datetime.now(UTC), SETTINGS.uploads_bucket
    try:
        line = check(GATEWAY, PROCESSOR.process, bucket, now).metrics(bucket, now)
    except Exception as failure:  # noqa: BLE001 - whatever it is, the alarm on missing metrics tells of it
        failed = {"level": "ERROR", "message": "pending check", "error": type(failure).__name__}
        line = json.dumps({**failed, "cause": _cause(failure, None)})
    print(line)
    return line


def _cause(failure: Exception, notice: UploadNotice | None) -> str:
    """Return what a failure says, without any key."""
    text = str(failure).replace(notice.key, upload_id(notice.key)) if notice else str(failure)
    return NAMES_A_KEY.sub(lambda found: f"{found[1] or ''}...", text)


def _log(
    context: object, started: float, notice: UploadNotice | None, result: Outcome | Exception | None
) -> None:
    """Print one line of JSON; it holds nothing that users sent."""
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
        line |= {"action": "ignored", "cause": "a test message of S3"}
    else:
        line["action"] = result.action
        if result.item:
            line |= {"status": result.item.status, "reason": result.item.reason}
    if not METRICS.are_wanted:
        print(json.dumps(line))
        return
    outcome = result if isinstance(result, Outcome) else None
    print(METRICS.line(line, *counted(outcome, DECODER.last_decoding(), time.time())))

"""BucketAV: publishes its findings to an SNS topic, and tags the objects that it does not delete."""

from __future__ import annotations

from notices.notice import NOT_SCANNED, Meaning, UnexpectedEventError, UploadNotice, Verdict, checked_notice
from notices.records import is_test_message
from notices.scanner import Scanner
from notices.sns_message import decode_message


def _decode_finding(record: object) -> UploadNotice | None:
    finding, sent_at = decode_message(record)
    if is_test_message(finding):
        return None
    status = finding.get("status")
    if not isinstance(status, str):
        raise UnexpectedEventError("The finding has no status.")
    bucket, key, version = (finding.get(name) for name in ("bucket", "key", "version"))
    return checked_notice(bucket, key, version, SCANNER.meaning(status), sent_at)


SCANNER = Scanner(
    decode=_decode_finding,
    tag_key="bucketav",
    meanings={
        "clean": Meaning(Verdict.CLEAN),
        "infected": Meaning(Verdict.INFECTED),
        "no": NOT_SCANNED,
    },
)

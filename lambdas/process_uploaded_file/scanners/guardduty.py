"""GuardDuty Malware Protection for S3: sends results to EventBridge, tags objects, and deletes nothing."""

from __future__ import annotations

from notices.guardduty_result import decode_result, results_of
from notices.notice import Meaning, UploadNotice, Verdict, checked_notice
from notices.scanner import Scanner


def _decode(event: object) -> UploadNotice:
    details, result = decode_result(event)
    bucket, key, version = (details.get(name) for name in ("bucketName", "objectKey", "versionId"))
    sent_at = event.get("time") if isinstance(event, dict) else None
    return checked_notice(bucket, key, version, SCANNER.meaning(result), sent_at)


SCANNER = Scanner(
    decode=_decode,
    records=results_of,
    tag_key="GuardDutyMalwareScanStatus",
    meanings={
        "NO_THREATS_FOUND": Meaning(Verdict.CLEAN),
        "THREATS_FOUND": Meaning(Verdict.INFECTED),
        "UNSUPPORTED": Meaning(Verdict.UNSCANNABLE, "scan_unsupported"),
        "ACCESS_DENIED": Meaning(Verdict.UNSCANNABLE, "scan_access_denied"),
        "FAILED": Meaning(Verdict.UNSCANNABLE, "scan_failed"),
        "SKIPPED": Meaning(Verdict.UNSCANNABLE, "scan_skipped"),
    },
)

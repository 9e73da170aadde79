from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from uploader_policies.alarms import raised_at_the_first
from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
from uploader_policies.event_patterns import lets_through
from uploader_policies.links import RULE
from uploader_policies.rights import accounts
from uploader_policies.scanners import GUARDDUTY_RESULTS, scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader
from uploader_policies.values import NotKnownError

Event = dict[str, Any]
SCAN = GUARDDUTY_RESULTS.detail_type
TAG = "GuardDuty Malware Protection Post Scan Action Failed"
STATUS = "GuardDuty Malware Protection Resource Status {}"
ALARM = "aws_cloudwatch_metric_alarm"
COUNTS = {"MatchedEvents", "TriggeredRules"}
SILENT = ("", "ignore", "missing", "notBreaching")


def _event(bucket: str, account: str, detail_type: str, result: str = "") -> Event:
    """Return an event of GuardDuty about a bucket; of a scan with its result."""
    detail: Event = {"s3BucketDetails": {"bucketName": bucket}}
    if detail_type in (SCAN, TAG):
        detail = {"s3ObjectDetails": {"bucketName": bucket, "objectKey": f"{UPLOADS_PREFIX}user/photo.jpg"}}
    if detail_type == SCAN:
        detail["scanResultDetails"] = {"scanResultStatus": result}
    source = GUARDDUTY_RESULTS.source
    return {"source": source, "detail-type": detail_type, "account": account, "detail": detail}


def _failures(bucket: str, account: str) -> dict[str, Event]:
    """Return an event of each failure, by what it tells."""
    return {
        "a scan that failed": _event(bucket, account, SCAN, "FAILED"),
        "an upload that GuardDuty may not read": _event(bucket, account, SCAN, "ACCESS_DENIED"),
        "a tag that GuardDuty could not write": _event(bucket, account, TAG),
        "a warning of the protection plan": _event(bucket, account, STATUS.format("Warning")),
        "an error of the protection plan": _event(bucket, account, STATUS.format("Error")),
    }


def _quiet(bucket: str, account: str) -> Iterator[Event]:
    """Yield events that are no failure of GuardDuty in this bucket."""
    for result in ("NO_THREATS_FOUND", "THREATS_FOUND", "UNSUPPORTED"):
        yield _event(bucket, account, SCAN, result)
    yield _event(bucket, account, STATUS.format("Active"))
    yield from _failures("another", account).values()
    for failure in _failures(bucket, account).values():
        for field in ("account", "detail-type", "source"):
            yield {**copy.deepcopy(failure), field: "another"}


class GuarddutyFailuresAlarm(UploadsBucketPolicy):
    ID = "CKV2_IMG_76"
    NAME = "GuardDuty's own failures raise an alarm"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_s3_bucket"
    PROMISE = "scanned-first"
    GUIDELINE = (
        "GuardDuty tells EventBridge alone of a scan that failed, a tag that it could not write, and a "
        "protection plan that does not work. Keep rules on the default bus that match these events of this "
        "bucket and account and no others, and on each an alarm on TriggeredRules, at one."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        functions = uploader.sources(resource, "aws_lambda_function", "environment.variables.UPLOADS_BUCKET")
        return super().applies_to(resource, uploader) and any(
            scanner.results is GUARDDUTY_RESULTS for scanner in scanners_of(functions)
        )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        bucket, account = resource.text("bucket"), min(accounts(uploader))
        quiet = list(_quiet(bucket, account))
        for what, failure in _failures(bucket, account).items():
            missing: NotKnownError | None = None
            for rule in uploader.configuration.all(RULE):
                try:
                    if _matches_only(rule, failure, quiet) and _has_alarm(rule, uploader):
                        break
                except NotKnownError as error:
                    missing = error
            else:
                if missing:
                    raise missing
                yield f"No alarm tells of {what}."


def _matches_only(rule: Resource, event: Event, quiet: list[Event]) -> bool:
    pattern = rule.document("event_pattern")
    if not lets_through(pattern, event) or any(lets_through(pattern, other) for other in quiet):
        return False
    if not rule.certain:
        raise NotKnownError(f"whether {rule.address} exists")
    return (
        rule.raw("is_enabled") is not False
        and rule.text("state") in ("", "ENABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS")
        and rule.text("event_bus_name") in ("", "default")
        and rule.raw("schedule_expression") in (None, "")
    )


def _has_alarm(rule: Resource, uploader: Uploader) -> bool:
    return any(
        raised_at_the_first(alarm, "AWS/Events", COUNTS, {"Maximum", "SampleCount", "Sum"})
        and alarm.text("treat_missing_data") in SILENT
        for alarm in uploader.sources(rule, ALARM, "dimensions.RuleName")
    )


check = GuarddutyFailuresAlarm()

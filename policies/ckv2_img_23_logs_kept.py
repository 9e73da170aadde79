from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy

LEAST_DAYS, MOST_DAYS = 30, 3653


class LogsKept(UploaderPolicy):
    ID = "CKV2_IMG_23"
    NAME = "Log groups keep events for a month or more, and not for ever"
    SEVERITY = "LOW"
    CATEGORY = "LOGGING"
    KIND = "aws_cloudwatch_log_group"
    PROMISE = "logs"
    GUIDELINE = (
        "An incident is found weeks after it happened; personal data must go some day. Set "
        "retention_in_days to 30 or more (log_retention_days, 365 by default)."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        days = resource.number("retention_in_days") or 0
        if days == 0:
            yield "retention_in_days is not set: events would stay for ever."
        elif not LEAST_DAYS <= days <= MOST_DAYS:
            yield f"retention_in_days is not from {LEAST_DAYS} to {MOST_DAYS}."


check = LogsKept()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy

MIN_DAYS, MAX_DAYS = 30, 3653  # 3653 days are CloudWatch's longest period, ten years


class LogsKept(UploaderPolicy):
    ID = "CKV2_IMG_23"
    NAME = "Log groups keep events for at least 30 days, and not for ever"
    SEVERITY = "LOW"
    CATEGORY = "LOGGING"
    KIND = "aws_cloudwatch_log_group"
    PROMISE = "logs"
    GUIDELINE = (
        "An incident may be found weeks after it happened, and personal data must be deleted some day. Set "
        "retention_in_days to 30 or more (log_retention_days, 365 by default)."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        days = resource.number("retention_in_days") or 0
        if days == 0:
            yield "retention_in_days is not set: CloudWatch would keep events for ever."
        elif not MIN_DAYS <= days <= MAX_DAYS:
            yield f"retention_in_days is not between {MIN_DAYS} and {MAX_DAYS}."


check = LogsKept()

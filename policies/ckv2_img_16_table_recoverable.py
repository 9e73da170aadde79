from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

MIN_DAYS = 7  # the time to notice a bug that overwrites items


class TableRecoverable(UploaderPolicy):
    ID = "CKV2_IMG_16"
    NAME = "The metadata table can be restored to any point in time"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_dynamodb_table"
    PROMISE = "table-protection"
    CONTROLS = ("FSBP DynamoDB.2",)
    GUIDELINE = (
        "A release with a bug can overwrite every item, and it may take days to notice. Keep "
        "point_in_time_recovery enabled, and recovery_period_in_days at AWS's default of 35 days, or at "
        "least at 7."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not resource.block("point_in_time_recovery").flag("enabled"):
            yield "point_in_time_recovery is not enabled."
        if resource.is_set("point_in_time_recovery.recovery_period_in_days"):
            days = resource.block("point_in_time_recovery").number("recovery_period_in_days")
            if days is not None and days < MIN_DAYS:
                yield f"recovery_period_in_days is less than {MIN_DAYS}."
        for block in resource.blocks("replica"):
            if not block.flag("point_in_time_recovery"):
                yield f"The replica in {block.text('region_name')} has no point_in_time_recovery."
        for replica in uploader.sources(resource, "aws_dynamodb_table_replica", "global_table_arn"):
            if not replica.flag("point_in_time_recovery"):
                yield f"{replica.address} has no point_in_time_recovery."


check = TableRecoverable()

"""The uploads bucket removes old versions and abandoned uploads."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import Block

LIMITS = (
    ("noncurrent_version_expiration", "noncurrent_days", 3650, "old versions"),
    ("abort_incomplete_multipart_upload", "days_after_initiation", 30, "abandoned uploads"),
)


def _is_for_the_whole_bucket(rule: Block) -> bool:
    parts = [
        rule.text("prefix"),
        *(block.raw(name) for block in rule.blocks("filter") for name in block.names()),
    ]
    return not any(parts)


class BucketLifecycle(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_11"
    NAME = "The uploads bucket removes old versions and abandoned uploads"
    SEVERITY = "LOW"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "versioning"
    CONTROLS = ("FSBP S3.13",)
    GUIDELINE = (
        "Versions that were deleted, infected ones among them, and half of a file that nobody "
        "finished must not stay for ever. Keep an enabled rule for the whole bucket with "
        "noncurrent_version_expiration and abort_incomplete_multipart_upload."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        rules = [
            rule
            for configuration in uploader.sources(resource, "aws_s3_bucket_lifecycle_configuration", "bucket")
            for rule in configuration.blocks("rule")
            if rule.text("status") == "Enabled" and _is_for_the_whole_bucket(rule)
        ]
        for block, days, most, what in LIMITS:
            values = [rule.block(block).number(days) or 0 for rule in rules]
            if not any(1 <= value <= most for value in values):
                yield f"No rule removes {what} after 1 to {most} days."


check = BucketLifecycle()

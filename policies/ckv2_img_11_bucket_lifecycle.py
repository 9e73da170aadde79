from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.estate import Resource
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


def _keeps_some(rule: Block) -> bool:
    """Tell whether it spares some versions of each file, however old."""
    return bool(rule.block("noncurrent_version_expiration").number("newer_noncurrent_versions"))


class BucketLifecycle(UploadsBucketPolicy):
    ID = "CKV2_IMG_11"
    NAME = "The uploads bucket removes old versions and abandoned uploads"
    SEVERITY = "LOW"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "versioning"
    CONTROLS = ("FSBP S3.13",)
    GUIDELINE = (
        "Versions that were deleted, infected ones among them, and half of a file that nobody "
        "finished must not stay for ever, and a file that nobody deleted must. Keep an enabled rule "
        "for the whole bucket with noncurrent_version_expiration, without newer_noncurrent_versions, "
        "and abort_incomplete_multipart_upload; give no rule an expiration by days or date."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        enabled = [
            rule
            for configuration in uploader.sources(resource, "aws_s3_bucket_lifecycle_configuration", "bucket")
            for rule in configuration.blocks("rule")
            if rule.text("status") == "Enabled"
        ]
        for rule in enabled:
            expiration = rule.block("expiration")
            if expiration.number("days") or expiration.text("date"):
                yield f"The rule {rule.text('id')} deletes files that nobody deleted."
        rules = [rule for rule in enabled if _is_for_the_whole_bucket(rule) and not _keeps_some(rule)]
        for block, days, most, what in LIMITS:
            values = [rule.block(block).number(days) or 0 for rule in rules]
            if not any(1 <= value <= most for value in values):
                yield f"No rule removes {what} after 1 to {most} days."


check = BucketLifecycle()

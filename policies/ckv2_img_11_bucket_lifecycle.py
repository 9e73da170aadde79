from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
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


def _spares_versions(rule: Block) -> bool:
    """Return whether the rule keeps some noncurrent versions of each object for ever."""
    return bool(rule.block("noncurrent_version_expiration").number("newer_noncurrent_versions"))


class BucketLifecycle(UploadsBucketPolicy):
    ID = "CKV2_IMG_11"
    NAME = "The uploads bucket deletes old versions and abandoned uploads, and no current file"
    SEVERITY = "LOW"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "versioning"
    CONTROLS = ("FSBP S3.13",)
    GUIDELINE = (
        "Deleted versions, which may be infected, and incomplete multipart uploads must not stay for ever. "
        "Current files must stay. Keep an enabled rule for the whole bucket with "
        "noncurrent_version_expiration, without newer_noncurrent_versions, and with "
        "abort_incomplete_multipart_upload. Give no rule an expiration by days or date."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        enabled = [
            rule
            for configuration in uploader.sources(resource, "aws_s3_bucket_lifecycle_configuration", "bucket")
            for rule in configuration.blocks("rule")
            if rule.text("status") == "Enabled"
        ]
        for rule in enabled:
            expiration = rule.block("expiration")
            if expiration.number("days") or expiration.text("date"):
                yield f"The rule {rule.text('id')} deletes current files."
        rules = [rule for rule in enabled if _is_for_the_whole_bucket(rule) and not _spares_versions(rule)]
        for block, days, most, what in LIMITS:
            values = [rule.block(block).number(days) or 0 for rule in rules]
            if not any(1 <= value <= most for value in values):
                yield f"No rule deletes {what} after 1 to {most} days."


check = BucketLifecycle()

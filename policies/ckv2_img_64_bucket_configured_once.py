from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

INLINE = (
    *("acl", "cors_rule", "grant", "lifecycle_rule", "logging", "object_lock_configuration", "policy"),
    *("replication_configuration", "server_side_encryption_configuration", "versioning", "website"),
)
SINGLE = (
    *("cors_configuration", "lifecycle_configuration", "logging", "notification", "ownership_controls"),
    *("policy", "public_access_block", "server_side_encryption_configuration", "versioning"),
)


class BucketConfiguredOnce(UploaderPolicy):
    ID = "CKV2_IMG_64"
    NAME = "Each part of the uploads bucket is configured by exactly one resource"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "one-configuration"
    GUIDELINE = (
        "S3 keeps one policy, one lifecycle configuration and so on for each bucket. If two resources set "
        "the same part, the last one that is applied replaces the other. Keep one resource for each part, "
        "and no such block in aws_s3_bucket. Add your own statements with "
        "additional_bucket_policy_statements."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for part in INLINE:
            if resource.is_set(part):
                yield f"aws_s3_bucket has an inline {part}."
        for part in SINGLE:
            found = uploader.sources(resource, f"aws_s3_bucket_{part}", "bucket")
            if len(found) > 1:
                yield f"The bucket has {len(found)} aws_s3_bucket_{part}: AWS keeps the last."


check = BucketConfiguredOnce()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketEncrypted(UploaderPolicy):
    ID = "CKV2_IMG_1"
    NAME = "The uploads bucket and the one of its access logs encrypt what they store"
    SEVERITY = "HIGH"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_s3_bucket"
    PROMISE = "encryption"
    GUIDELINE = (
        "Whoever gets at the disks must not get at the files. Keep "
        "aws_s3_bucket_server_side_encryption_configuration with AES256 or aws:kms; give the "
        "module kms_key for a key of your own."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = uploader.sources(resource, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
        if not found:
            yield "The bucket has no aws_s3_bucket_server_side_encryption_configuration."
        for configuration in found:
            rules = configuration.blocks("rule")
            algorithms = [
                rule.block("apply_server_side_encryption_by_default").text("sse_algorithm") for rule in rules
            ]
            if not rules or not all(one in ("AES256", "aws:kms", "aws:kms:dsse") for one in algorithms):
                yield f"{configuration.address} names no encryption."


check = BucketEncrypted()

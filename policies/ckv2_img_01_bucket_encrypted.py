from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketEncrypted(UploaderPolicy):
    ID = "CKV2_IMG_1"
    NAME = "The uploads bucket and its access log bucket encrypt their objects"
    SEVERITY = "HIGH"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_s3_bucket"
    PROMISE = "encryption"
    GUIDELINE = (
        "Access to AWS's disks must not give access to the files. Keep "
        "aws_s3_bucket_server_side_encryption_configuration with AES256 or aws:kms. To use your own key, set "
        "the module's input kms_key."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = uploader.sources(resource, "aws_s3_bucket_server_side_encryption_configuration", "bucket")
        if not found:
            yield "The bucket has no aws_s3_bucket_server_side_encryption_configuration."
        for configuration in found:
            rules = configuration.blocks("rule")
            algorithms = [
                rule.block("apply_server_side_encryption_by_default").text("sse_algorithm") for rule in rules
            ]
            if not rules or not all(one in ("AES256", "aws:kms", "aws:kms:dsse") for one in algorithms):
                yield f"{configuration.address} sets no encryption algorithm."


check = BucketEncrypted()

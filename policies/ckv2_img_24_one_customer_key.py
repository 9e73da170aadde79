"""A key of your own, once chosen, encrypts everything that stores."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

BUCKETS_KEY = "rule.apply_server_side_encryption_by_default.kms_master_key_id"
STORES = {
    "aws_dynamodb_table": "server_side_encryption.kms_key_arn",
    "aws_sqs_queue": "kms_master_key_id",
    "aws_cloudwatch_log_group": "kms_key_id",
}


class OneCustomerKey(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_24"
    NAME = "A key of your own, once chosen, encrypts everything that stores"
    SEVERITY = "MEDIUM"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_s3_bucket"
    PROMISE = "encryption"
    GUIDELINE = (
        "With a customer managed key on the bucket alone, names and errors still lie in queue and "
        "logs under AWS's. Give the module kms_key, which goes to bucket, table, queue and log "
        "groups alike."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        configurations = uploader.sources(
            resource, "aws_s3_bucket_server_side_encryption_configuration", "bucket"
        )
        if not any(configuration.is_set(BUCKETS_KEY) for configuration in configurations):
            return
        for kind, path in STORES.items():
            for store in uploader.all(kind):
                if store.scope == resource.scope and not store.is_set(path):
                    yield f"{store.address} is not encrypted with a key of yours, as the bucket is."


check = OneCustomerKey()

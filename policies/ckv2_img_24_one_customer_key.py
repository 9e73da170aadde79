from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, is_for_logs
from uploader_policies.estate import Resource
from uploader_policies.uploader import Uploader

STORES = {
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    ),
    "aws_sqs_queue": "kms_master_key_id",
}
# A plan that makes the key knows neither this nor AWS's own, so that it tells of no choice.
TABLES_KEY = "server_side_encryption.kms_key_arn"


def _takes_logs(store: Resource, uploader: Uploader) -> bool:
    """Tell whether it is about the bucket for access logs: S3 delivers those to its own encryption only."""
    bucket = store.kind == "aws_s3_bucket_server_side_encryption_configuration"
    return bucket and any(is_for_logs(one, uploader) for one in uploader.targets(store, "bucket"))


class OneCustomerKey(UploadsBucketPolicy):
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
        stores = {
            store: store.is_set(path)
            for kind, path in STORES.items()
            for store in uploader.all(kind)
            if store.scope == resource.scope and not _takes_logs(store, uploader)
        }
        if any(stores.values()):
            for store, has_key in stores.items():
                if not has_key:
                    yield f"{store.address} is not encrypted with a key of yours, as others are."
            for table in uploader.all("aws_dynamodb_table"):
                if table.scope == resource.scope and not table.is_set(TABLES_KEY):
                    yield f"{table.address} is not encrypted with a key of yours, as others are."


check = OneCustomerKey()

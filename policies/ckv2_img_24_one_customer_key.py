from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, is_for_logs
from uploader_policies.configuration import Resource
from uploader_policies.uploader import Uploader

STORES = {
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    ),
    "aws_sqs_queue": "kms_master_key_id",
}
# In a plan that creates the key, this is unknown, like AWS's own key. So a table alone does not show that a
# customer managed key is used.
TABLES_KEY = "server_side_encryption.kms_key_arn"


def _takes_logs(store: Resource, uploader: Uploader) -> bool:
    """Return whether the store is the access log bucket: S3 delivers access logs only to SSE-S3 buckets."""
    bucket = store.kind == "aws_s3_bucket_server_side_encryption_configuration"
    return bucket and any(is_for_logs(one, uploader) for one in uploader.targets(store, "bucket"))


class OneCustomerKey(UploadsBucketPolicy):
    ID = "CKV2_IMG_24"
    NAME = "If one store uses a customer managed key, all stores do"
    SEVERITY = "MEDIUM"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_s3_bucket"
    PROMISE = "encryption"
    GUIDELINE = (
        "If only the bucket has a customer managed key, AWS's keys still encrypt user names and errors in "
        "the queue and the logs. Set the module's input kms_key: it is used for bucket, table, queue and log "
        "groups."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        stores = {
            store: store.is_set(path)
            for kind, path in STORES.items()
            for store in uploader.all(kind)
            if store.scope == resource.scope and not _takes_logs(store, uploader)
        }
        if any(stores.values()):
            for store, has_key in stores.items():
                if not has_key:
                    yield f"{store.address} has no customer managed key, but other stores have one."
            for table in uploader.all("aws_dynamodb_table"):
                if table.scope == resource.scope and not table.is_set(TABLES_KEY):
                    yield f"{table.address} has no customer managed key, but other stores have one."


check = OneCustomerKey()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
from uploader_policies.uploader import Uploader


class BucketVersioned(UploadsBucketPolicy):
    ID = "CKV2_IMG_10"
    NAME = "The uploads bucket keeps versions"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_s3_bucket"
    PROMISE = "versioning"
    GUIDELINE = (
        "Without versioning, a deletion is final, and the function cannot be sure to read the version that "
        "was scanned. Keep aws_s3_bucket_versioning at Enabled."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = uploader.sources(resource, "aws_s3_bucket_versioning", "bucket")
        if not found:
            yield "The bucket has no aws_s3_bucket_versioning."
        for versioning in found:
            if versioning.block("versioning_configuration").text("status") != "Enabled":
                yield f"{versioning.address} does not enable versioning."


check = BucketVersioned()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.estate import Resource


class BucketKept(UploadsBucketPolicy):
    ID = "CKV2_IMG_14"
    NAME = "Destroying the stack does not delete the files"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_s3_bucket"
    PROMISE = "deletion-protection"
    GUIDELINE = (
        "With force_destroy, a destroy in the wrong directory takes every file and every version "
        "with it. Leave it false; set it to true only where the whole environment is thrown away."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        if resource.flag("force_destroy"):
            yield "force_destroy is true."


check = BucketKept()

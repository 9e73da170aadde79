from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource


class BucketNoForceDestroy(UploadsBucketPolicy):
    ID = "CKV2_IMG_14"
    NAME = "terraform destroy does not delete the files"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_s3_bucket"
    PROMISE = "deletion-protection"
    GUIDELINE = (
        "With force_destroy, terraform destroy in the wrong directory deletes every file and every version. "
        "Leave it false. Set it to true only in an environment that holds no data to keep."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if resource.flag("force_destroy"):
            yield "force_destroy is true."


check = BucketNoForceDestroy()

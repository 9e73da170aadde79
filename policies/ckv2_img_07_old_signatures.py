from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader

MAX_AGE_MS = 12 * 3600 * 1000  # 12 hours: the life of the credentials with which the function signs


class OldSignatures(UploadsBucketPolicy):
    ID = "CKV2_IMG_7"
    NAME = "The uploads bucket denies uploads with an old signature"
    SEVERITY = "MEDIUM"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "short-lived-urls"
    GUIDELINE = (
        "A leaked upload URL must stop working soon, even if it was signed with a long expiry. Keep the "
        "statement that denies s3:PutObject under uploads/ when s3:signatureAge exceeds the lifetime of the "
        "URLs, at most 12 hours."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        arn, _ = arns(resource)
        ages = [
            int(age)
            for one in policy_statements(resource, uploader)
            if one.denies_everyone
            and len(one.conditions) == 1
            and one.covers("s3:PutObject")
            and one.reaches(f"{arn}/{UPLOADS_PREFIX}*")
            for age in one.values("s3:signatureAge", "NumericGreaterThan", "NumericGreaterThanEquals")
            if age.isdecimal()
        ]
        if not ages or min(ages) > MAX_AGE_MS:
            yield "The bucket's policy allows uploads with a signature older than 12 hours."


check = OldSignatures()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.estate import Resource
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader

MOST_MILLISECONDS = 12 * 3600 * 1000  # the function's own credentials, which sign, live no longer


class OldSignatures(UploadsBucketPolicy):
    ID = "CKV2_IMG_7"
    NAME = "Old signatures do not upload"
    SEVERITY = "MEDIUM"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "short-lived-urls"
    GUIDELINE = (
        "An upload URL that leaks must be worthless soon, whatever expiry its signer wrote into "
        "it. Keep the statement that denies s3:PutObject under uploads/ when s3:signatureAge "
        "exceeds the URLs' life, at most 12 hours."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        arn, _ = arns(resource)
        ages = [
            int(age)
            for one in policy_statements(resource, uploader)
            if one.refuses_everyone
            and len(one.conditions) == 1
            and one.covers("s3:PutObject")
            and one.reaches(f"{arn}/{UPLOADS_PREFIX}*")
            for age in one.values("s3:signatureAge", "NumericGreaterThan", "NumericGreaterThanEquals")
            if age.isdecimal()
        ]
        if not ages or min(ages) > MOST_MILLISECONDS:
            yield "The bucket's policy does not deny uploads with a signature older than 12 hours."


check = OldSignatures()

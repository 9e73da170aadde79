from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import arns, policy_statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketTlsOnly(UploaderPolicy):
    ID = "CKV2_IMG_4"
    NAME = "The uploads bucket and the one of its access logs refuse requests without TLS"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "tls-only"
    CONTROLS = (
        "FSBP S3.5",
        "CIS 2.1.1",
    )
    GUIDELINE = (
        "A presigned URL sent over plain HTTP is anybody's. Keep the statement that denies s3:* "
        "to everyone when aws:SecureTransport is false, on the bucket and all that is in it, with "
        "no further condition."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not any(
            one.denies_everyone("aws:SecureTransport", "false", "Bool", "BoolIfExists")
            and one.covers("s3:*")
            and one.reaches(*arns(resource))
            for one in policy_statements(resource, uploader)
        ):
            yield "The bucket's policy does not deny every request without TLS."


check = BucketTlsOnly()

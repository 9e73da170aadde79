from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketTlsOnly(UploaderPolicy):
    ID = "CKV2_IMG_4"
    NAME = "The uploads bucket and its access log bucket deny requests without TLS"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "tls-only"
    CONTROLS = (
        "FSBP S3.5",
        "CIS 2.1.1",
    )
    GUIDELINE = (
        "Anyone on the network can read and use a presigned URL that is sent over plain HTTP. Keep the "
        "statement that denies s3:* to everyone when aws:SecureTransport is false, on the bucket and its "
        "objects, with no other condition."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not any(
            one.denies_everyone_if("aws:SecureTransport", "false", "Bool", "BoolIfExists")
            and one.covers("s3:*")
            and one.reaches(*arns(resource))
            for one in policy_statements(resource, uploader)
        ):
            yield "The bucket's policy does not deny every request without TLS."


check = BucketTlsOnly()

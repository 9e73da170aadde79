"""The uploads bucket's policy names everyone whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import policy_statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketReadersNamed(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_8"
    NAME = "The uploads bucket's policy names everyone whom it lets in"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "least-privilege"
    CONTROLS = (
        "FSBP S3.2",
        "FSBP S3.3",
        "FSBP S3.6",
    )
    GUIDELINE = (
        "A bucket policy that allows everyone, or a whole service without saying for whose sake, "
        "gives the files away. Name principals; give a service a condition on aws:SourceArn or "
        "aws:SourceAccount."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        for one in policy_statements(resource, uploader):
            yield from one.carelessness()


check = BucketReadersNamed()

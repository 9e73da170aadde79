from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class BucketOwnerEnforced(UploaderPolicy):
    ID = "CKV2_IMG_3"
    NAME = "The uploads bucket and its access log bucket disable ACLs: the bucket owner owns every object"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "owner-enforced"
    CONTROLS = ("FSBP S3.12",)
    GUIDELINE = (
        "An ACL can grant access that no bucket policy shows. Keep aws_s3_bucket_ownership_controls at "
        "BucketOwnerEnforced and add no aws_s3_bucket_acl."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = uploader.sources(resource, "aws_s3_bucket_ownership_controls", "bucket")
        if not found:
            yield "The bucket has no aws_s3_bucket_ownership_controls."
        for controls in found:
            if controls.block("rule").text("object_ownership") != "BucketOwnerEnforced":
                yield f"object_ownership of {controls.address} is not BucketOwnerEnforced."
        for acl in uploader.sources(resource, "aws_s3_bucket_acl", "bucket"):
            yield f"{acl.address} gives the bucket an ACL."


check = BucketOwnerEnforced()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

SWITCHES = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


class PublicAccessBlocked(UploaderPolicy):
    ID = "CKV2_IMG_2"
    NAME = "All four public access blocks are on for the uploads bucket and its access log bucket"
    SEVERITY = "CRITICAL"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "public-access"
    CONTROLS = (
        "FSBP S3.8",
        "CIS 2.1.4",
    )
    GUIDELINE = (
        "Without the blocks, one wrong ACL or policy publishes all files, or their names. Attach one "
        "aws_s3_bucket_public_access_block to the bucket, with all four arguments true."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = uploader.sources(resource, "aws_s3_bucket_public_access_block", "bucket")
        if not found:
            yield "The bucket has no aws_s3_bucket_public_access_block."
        for block in found:
            for switch in SWITCHES:
                if not block.flag(switch):
                    yield f"{switch} of {block.address} is not true."


check = PublicAccessBlocked()

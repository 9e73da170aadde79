from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
from uploader_policies.uploader import Uploader

LISTS = (
    ("aws_s3_bucket_inventory", "destination.bucket.bucket_arn"),
    (
        "aws_s3_bucket_analytics_configuration",
        "storage_class_analysis.data_export.destination.s3_bucket_destination.bucket_arn",
    ),
)
"""Resources that write lists of objects into another bucket: type, attribute with that bucket."""
BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")

MULTI_REGION = "aws_s3control_multi_region_access_point"


class BucketNoOtherAccess(UploadsBucketPolicy):
    ID = "CKV2_IMG_65"
    NAME = "The uploads bucket has no website, no unknown replica and no open access point"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "public-access"
    GUIDELINE = (
        "A website uses plain HTTP. A replica is a second bucket, whose rules this scan cannot check. An "
        "access point has its own public access blocks, and the policy of a multi-Region access point is not "
        "checked here. Add no aws_s3_bucket_website_configuration and no multi-Region access point. Write "
        "replicas, inventories and analyses only to a bucket of this configuration. Leave all four blocks of "
        "an access point on."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for website in uploader.sources(resource, "aws_s3_bucket_website_configuration", "bucket"):
            yield f"{website.address} makes the bucket a website."
        for replication in uploader.sources(resource, "aws_s3_bucket_replication_configuration", "bucket"):
            here = uploader.targets(replication, "rule.destination.bucket")
            if len(set(replication.at("rule.destination.bucket"))) > len(here):
                yield f"{replication.address} replicates to a bucket that is not in this configuration."
        for access_point in uploader.sources(resource, "aws_s3_access_point", "bucket"):
            blocks = access_point.block("public_access_block_configuration")
            # If the block is not set, AWS turns all four on.
            for block in BLOCKS if access_point.is_set("public_access_block_configuration") else ():
                if blocks.raw(block) is not None and not blocks.flag(block):
                    yield f"{block} of {access_point.address} is not true."
        for access_point in uploader.sources(resource, MULTI_REGION, "details.region.bucket"):
            yield f"{access_point.address} is a multi-Region access point."
        for kind, path in LISTS:
            for listing in uploader.sources(resource, kind, "bucket"):
                if len(set(listing.at(path))) > len(uploader.targets(listing, path)):
                    yield f"{listing.address} lists objects in a bucket that is not in this configuration."


check = BucketNoOtherAccess()

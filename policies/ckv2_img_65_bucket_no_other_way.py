from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.estate import Resource
from uploader_policies.uploader import Uploader

LISTS = (
    ("aws_s3_bucket_inventory", "destination.bucket.bucket_arn"),
    (
        "aws_s3_bucket_analytics_configuration",
        "storage_class_analysis.data_export.destination.s3_bucket_destination.bucket_arn",
    ),
)
"""What writes lists of the files into a bucket, and where it names that."""
BLOCKS = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")

MULTI_REGION = "aws_s3control_multi_region_access_point"


class BucketNoOtherWay(UploadsBucketPolicy):
    ID = "CKV2_IMG_65"
    NAME = "No website, replica or open access point leads out of the uploads bucket"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "public-access"
    GUIDELINE = (
        "A website speaks plain HTTP; a replica is a second bucket, whose rules nobody here sees; an access "
        "point has public access blocks of its own, and one of several regions no bucket policy that is seen "
        "here. Add no aws_s3_bucket_website_configuration and no such access point; replicate, and write "
        "inventories and analyses, to a bucket of this configuration alone; leave all four blocks of an "
        "access point on."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for website in uploader.sources(resource, "aws_s3_bucket_website_configuration", "bucket"):
            yield f"{website.address} makes a website of the bucket."
        for replication in uploader.sources(resource, "aws_s3_bucket_replication_configuration", "bucket"):
            here = uploader.targets(replication, "rule.destination.bucket")
            if len(set(replication.at("rule.destination.bucket"))) > len(here):
                yield f"{replication.address} copies to a bucket that is not here."
        for access_point in uploader.sources(resource, "aws_s3_access_point", "bucket"):
            blocks = access_point.block("public_access_block_configuration")
            # Left out, AWS has them all on.
            for block in BLOCKS if access_point.is_set("public_access_block_configuration") else ():
                if blocks.raw(block) is not None and not blocks.flag(block):
                    yield f"{access_point.address} leaves {block} off."
        for access_point in uploader.sources(resource, MULTI_REGION, "details.region.bucket"):
            yield f"{access_point.address} is an access point of several regions."
        for kind, path in LISTS:
            for listing in uploader.sources(resource, kind, "bucket"):
                if len(set(listing.at(path))) > len(uploader.targets(listing, path)):
                    yield f"{listing.address} writes the files' names into a bucket that is not here."


check = BucketNoOtherWay()

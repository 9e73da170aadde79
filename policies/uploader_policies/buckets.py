"""S3 buckets and their policies."""

from __future__ import annotations

import dataclasses
import re

from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement, statements
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class UploadsBucketPolicy(UploaderPolicy):
    """A policy for the uploads bucket. It does not apply to the bucket for S3 access logs."""

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        """Return whether the resource is the uploads bucket. Raises NotKnownError."""
        return not is_for_logs(resource, uploader)


def is_for_logs(bucket: Resource, uploader: Uploader) -> bool:
    """Return whether a bucket stores S3 access logs and no uploads. Raises NotKnownError."""
    logging = uploader.links.known_sources(bucket, "aws_s3_bucket_logging", "target_bucket")
    uploads = "environment.variables.UPLOADS_BUCKET"
    return bool(logging) and not uploader.sources(bucket, "aws_lambda_function", uploads)


def arns(bucket: Resource) -> tuple[str, str]:
    """Return the ARN of a bucket and the pattern of its objects' ARNs, in the partition `aws`.

    Raises NotKnownError.
    """
    arn = f"arn:aws:s3:::{bucket.text('bucket')}"
    return arn, f"{arn}/*"


def policy_statements(bucket: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of all policies of a bucket, with ARNs in the partition `aws`.

    ARNs of other partitions, such as `aws-cn`, are converted. Raises NotKnownError.
    """
    found = []
    for policy in uploader.sources(bucket, "aws_s3_bucket_policy", "bucket"):
        found += statements(policy, "policy")
    if bucket.is_set("policy"):
        found += statements(bucket, "policy")
    return _in_the_main_partition(found)


def access_point_statements(access_point: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of all policies of an access point, with ARNs in the partition `aws`.

    Raises NotKnownError.
    """
    found = []
    for policy in uploader.sources(access_point, "aws_s3control_access_point_policy", "access_point_arn"):
        found += statements(policy, "policy")
    if access_point.is_set("policy"):
        found += statements(access_point, "policy")
    return _in_the_main_partition(found)


def _in_the_main_partition(found: list[Statement]) -> list[Statement]:
    return [
        dataclasses.replace(
            one,
            resources=tuple(re.sub("^arn:aws[a-z-]*:", "arn:aws:", resource) for resource in one.resources),
        )
        for one in found
    ]

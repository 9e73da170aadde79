"""A bucket and its policy."""

from __future__ import annotations

import dataclasses
import re

from uploader_policies.documents import Statement, statements
from uploader_policies.estate import Resource
from uploader_policies.uploader import Uploader


def arns(bucket: Resource) -> tuple[str, str]:
    """Return the ARNs of a bucket and of its objects, as policy_statements has them. Raises NotKnownError."""
    arn = f"arn:aws:s3:::{bucket.text('bucket')}"
    return arn, f"{arn}/*"


def policy_statements(bucket: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of all policies of a bucket. Raises NotKnownError.

    Their ARNs are written as in AWS's main partition, whichever it is.
    """
    found = []
    for policy in uploader.sources(bucket, "aws_s3_bucket_policy", "bucket"):
        found += statements(policy, "policy")
    if bucket.is_set("policy"):
        found += statements(bucket, "policy")
    return [
        dataclasses.replace(
            one,
            resources=tuple(re.sub("^arn:aws[a-z-]*:", "arn:aws:", resource) for resource in one.resources),
        )
        for one in found
    ]

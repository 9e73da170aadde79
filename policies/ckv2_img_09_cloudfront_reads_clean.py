from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.estate import Resource
from uploader_policies.rights import strangers
from uploader_policies.scanners import scanners_of
from uploader_policies.uploader import THUMBNAILS_PREFIX, UPLOADS_PREFIX, Uploader

DISTRIBUTION = re.compile(r"arn:[\w-]+:cloudfront::\d{12}:distribution/[A-Z0-9]+")


class CloudfrontReadsClean(UploadsBucketPolicy):
    ID = "CKV2_IMG_9"
    NAME = "CloudFront reads clean uploads and thumbnails, and nothing else"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "clean-files-only"
    GUIDELINE = (
        "What was not found clean must not reach a visitor. Let the module write CloudFront's "
        "statements (cloudfront_distributions): s3:GetObject alone, of named distributions, under "
        "uploads/ with a scanner only what it tagged clean (bucketav = clean)."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        arn, _ = arns(resource)
        scanners = scanners_of(
            function
            for function in uploader.all("aws_lambda_function")
            if resource in uploader.targets(function, "environment.variables.UPLOADS_BUCKET")
        )
        for one in policy_statements(resource, uploader):
            if not one.allows or not any("cloudfront" in name.lower() for _, name in one.principals):
                continue
            if not all(kind == "Service" for kind, _ in one.principals):
                yield f"{one} lets an origin access identity in, of whichever distribution."
            if one.actions != ("s3:GetObject",):
                yield f"{one} lets CloudFront do more than s3:GetObject."
            sources = one.values("aws:SourceArn", "ArnEquals", "ArnLike", "StringEquals")
            if not sources or not all(DISTRIBUTION.fullmatch(source) for source in sources):
                yield f"{one} does not name the distribution."
            for account in strangers(one, uploader):
                yield f"{one} lets a distribution of account {account} read."
            clean = all(scanner.tells_clean(one) for scanner in scanners)
            for path in one.resources:
                if not path.startswith((f"{arn}/{UPLOADS_PREFIX}", f"{arn}/{THUMBNAILS_PREFIX}")):
                    yield f"{one} lets CloudFront read outside of uploads/ and thumbnails/."
                elif not clean and not path.startswith(f"{arn}/{THUMBNAILS_PREFIX}"):
                    yield f"{one} lets CloudFront read uploads that were not found clean."


check = CloudfrontReadsClean()

from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.rights import foreign_accounts
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
        "A file that no scanner found clean must not reach a visitor. Use the module's statements for "
        "CloudFront (cloudfront_distributions): they allow named distributions s3:GetObject only. With a "
        "scanner, uploads need its clean tag, such as bucketav = clean."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
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
                yield f"{one} allows an origin access identity, which any distribution may use."
            if one.actions != ("s3:GetObject",):
                yield f"{one} allows CloudFront more than s3:GetObject."
            sources = one.values("aws:SourceArn", "ArnEquals", "ArnLike", "StringEquals")
            if not sources or not all(DISTRIBUTION.fullmatch(source) for source in sources):
                yield f"{one} does not name the distribution."
            for account in foreign_accounts(one, uploader):
                yield f"{one} allows a distribution of account {account}."
            clean = all(scanner.requires_clean_tag(one) for scanner in scanners)
            for path in one.resources:
                if not path.startswith((f"{arn}/{UPLOADS_PREFIX}", f"{arn}/{THUMBNAILS_PREFIX}")):
                    yield f"{one} allows CloudFront to read outside of uploads/ and thumbnails/."
                elif not clean and not path.startswith(f"{arn}/{THUMBNAILS_PREFIX}"):
                    yield f"{one} allows CloudFront to read uploads without the clean tag."


check = CloudfrontReadsClean()

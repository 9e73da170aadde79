from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
from uploader_policies.documents import wildcards
from uploader_policies.origins import is_safe
from uploader_policies.uploader import Uploader


class BucketCors(UploadsBucketPolicy):
    ID = "CKV2_IMG_12"
    NAME = "The uploads bucket's CORS rules allow named HTTPS origins only"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "cors"
    GUIDELINE = (
        "With a wildcard, any web page could use a visitor's upload URL. Name the origins "
        "(cors_allowed_origins), methods and headers. Only localhost may use plain HTTP."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for configuration in uploader.sources(resource, "aws_s3_bucket_cors_configuration", "bucket"):
            for rule in configuration.blocks("cors_rule"):
                for origin in rule.texts("allowed_origins"):
                    if not is_safe(origin):
                        yield f"{configuration.address} allows the origin {origin}."
                for header in wildcards(rule.texts("allowed_headers")):
                    yield f"{configuration.address} allows the header {header}."
                for method in sorted(set(rule.texts("allowed_methods")) - {"GET", "HEAD", "POST", "PUT"}):
                    yield f"{configuration.address} allows the method {method}."


check = BucketCors()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.uploader import Uploader


class BucketTlsVersion(UploadsBucketPolicy):
    ID = "CKV2_IMG_5"
    NAME = "The uploads bucket denies TLS versions before 1.2"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_s3_bucket"
    PROMISE = "tls-only"
    GUIDELINE = (
        "TLS 1.0 and 1.1 are broken. Keep the statement that denies s3:* to everyone when s3:TlsVersion is "
        "less than 1.2, on the bucket and its objects, with no other condition."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not any(
            any(
                one.denies_everyone_if("s3:TlsVersion", version, "NumericLessThan")
                for version in ("1.2", "1.3")
            )
            and one.covers("s3:*")
            and one.reaches(*arns(resource))
            for one in policy_statements(resource, uploader)
        ):
            yield "The bucket's policy does not deny TLS versions before 1.2."


check = BucketTlsVersion()

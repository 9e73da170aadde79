from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader


class WriteOnce(UploadsBucketPolicy):
    ID = "CKV2_IMG_6"
    NAME = "Uploads cannot overwrite an object"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "write-once"
    GUIDELINE = (
        "A file must not change after it was scanned or linked to. Keep the statement that denies "
        "s3:PutObject under uploads/ without If-None-Match (enforce_write_once = true)."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        arn, _ = arns(resource)
        if not any(
            one.denies_everyone
            and one.covers("s3:PutObject")
            and one.reaches(f"{arn}/{UPLOADS_PREFIX}*")
            and one.values("s3:if-none-match", "Null") == ("true",)
            # The statement may exempt parts of a multipart upload, because they create no object.
            and set(one.conditions) <= {("null", "s3:if-none-match"), ("bool", "s3:objectcreationoperation")}
            and one.values("s3:ObjectCreationOperation", "Bool") in ((), ("true",))
            for one in policy_statements(resource, uploader)
        ):
            yield "The bucket's policy does not deny uploads without If-None-Match."


check = WriteOnce()

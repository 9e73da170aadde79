from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader


class GuarddutyScansUploads(UploaderPolicy):
    ID = "CKV2_IMG_71"
    NAME = "GuardDuty scans every upload and tags it"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_guardduty_malware_protection_plan"
    PROMISE = "scanned-first"
    GUIDELINE = (
        "An upload outside of object_prefixes is never processed. Without any prefix, GuardDuty also scans "
        "thumbnails, at your cost. Without tagging, a clean object has no clean tag. Name the prefix "
        "uploads/, and set tagging to ENABLED."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:  # noqa: ARG002
        bucket = resource.block("protected_resource").block("s3_bucket")
        prefixes = bucket.texts("object_prefixes")
        if not any(UPLOADS_PREFIX.startswith(prefix) for prefix in prefixes):
            yield f"object_prefixes does not name {UPLOADS_PREFIX}."
        if (
            not resource.has_block("actions")
            or resource.block("actions").block("tagging").text("status") != "ENABLED"
        ):
            yield "The status of tagging is not ENABLED."


check = GuarddutyScansUploads()

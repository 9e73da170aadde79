from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.documents import wildcards
from uploader_policies.links import ROLE
from uploader_policies.names import name_in
from uploader_policies.scanners import scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader

TAGGING = (
    *("s3:PutObjectTagging", "s3:PutObjectVersionTagging"),
    *("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
)


class OnlyScannerTags(UploadsBucketPolicy):
    ID = "CKV2_IMG_72"
    NAME = "With GuardDuty, only its role may tag uploads"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "clean-files-only"
    GUIDELINE = (
        "A tag says that a file is clean: another role that may write tags can mark an infected file as "
        "clean. Keep the statement that denies writing and deleting tags under uploads/, of versions too, to "
        "all but the role of the protection plan."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        functions = uploader.sources(resource, "aws_lambda_function", "environment.variables.UPLOADS_BUCKET")
        if not any(scanner.results for scanner in scanners_of(functions)):
            return
        arn, _ = arns(resource)
        exempt = [
            one.values("aws:PrincipalArn", "ArnNotEquals")
            for one in policy_statements(resource, uploader)
            if one.denies_everyone
            and all(one.covers(action) for action in TAGGING)
            and one.reaches(f"{arn}/{UPLOADS_PREFIX}*")
            and set(one.conditions) == {("arnnotequals", "aws:principalarn")}
        ]
        plans = uploader.sources(
            resource, "aws_guardduty_malware_protection_plan", "protected_resource.s3_bucket.bucket_name"
        )
        roles = {name_in(ROLE, plan.text("role")) for plan in plans}
        if not any(
            len(found) == 1 and not wildcards(found) and (not roles or {name_in(ROLE, found[0])} == roles)
            for found in exempt
        ):
            yield "The bucket's policy does not deny tagging uploads to all but the scanner's role."


check = OnlyScannerTags()

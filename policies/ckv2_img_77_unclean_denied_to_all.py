from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy, arns, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement, wildcards
from uploader_policies.links import ROLE
from uploader_policies.names import name_in
from uploader_policies.scanners import scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader

READING = ("s3:GetObject", "s3:GetObjectVersion")


def _functions(bucket: Resource, uploader: Uploader) -> list[Resource]:
    return uploader.sources(bucket, "aws_lambda_function", "environment.variables.UPLOADS_BUCKET")


def _denials(bucket: Resource, uploader: Uploader) -> Iterator[tuple[Statement, str, str]]:
    """Yield denials that depend on a scanner's tag, with the condition key and the value on a clean file."""
    tags = {scanner.tag for scanner in scanners_of(_functions(bucket, uploader)) if scanner.tag}
    for one in policy_statements(bucket, uploader):
        for name, clean in tags:
            key = f"s3:existingobjecttag/{name}".lower()
            if not one.allows and any(used == key for _, used in one.conditions):
                yield one, key, clean


class UncleanDeniedToAll(UploadsBucketPolicy):
    ID = "CKV2_IMG_77"
    NAME = "A denial of files that are not tagged clean has no gap"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "clean-files-only"
    GUIDELINE = (
        "Whoever reads a denial relies on it. Deny s3:GetObject and s3:GetObjectVersion under uploads/ to "
        "everyone, by StringNotEquals on the scanner's tag, which holds without a tag too. Exempt by "
        "ArnNotEquals the scanner's role and the role of the processing function, and no other."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return super().applies_to(resource, uploader) and any(_denials(resource, uploader))

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        arn, _ = arns(resource)
        own = {name_in(ROLE, one.text("role")) for one in _functions(resource, uploader)}
        plans = uploader.sources(
            resource, "aws_guardduty_malware_protection_plan", "protected_resource.s3_bucket.bucket_name"
        )
        scanners = {name_in(ROLE, plan.text("role")) for plan in plans}
        for one, key, clean in _denials(resource, uploader):
            if not one.denies_everyone:
                yield f"{one} does not deny everyone."
            if not all(one.covers(action) for action in READING):
                yield f"{one} lets versions, or the newest of them, be read."
            if not one.reaches(f"{arn}/{UPLOADS_PREFIX}*"):
                yield f"{one} leaves out a part of {UPLOADS_PREFIX}."
            if set(one.conditions) != {("arnnotequals", "aws:principalarn"), ("stringnotequals", key)}:
                yield f"{one} has other conditions than the tag and the roles that are exempt."
            if one.values(key, "StringNotEquals") != (clean,):
                yield f"{one} does not ask for the tag {clean} alone."
            exempt = one.values("aws:PrincipalArn", "ArnNotEquals")
            others = {name_in(ROLE, role) for role in exempt} - own
            if wildcards(exempt) or len(others) > 1 or (scanners and not others <= scanners):
                yield f"{one} exempts others than the scanner's role and the processing function's."


check = UncleanDeniedToAll()

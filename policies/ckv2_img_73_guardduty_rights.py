from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import Right, rights, roles
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader

SERVICE = "malware-protection-plan.guardduty.amazonaws.com"
VALIDATION_OBJECT = "malware-protection-resource-validation-object"
SCANNING = {
    *("s3:GetObject", "s3:GetObjectTagging", "s3:PutObjectTagging"),
    *("s3:GetObjectVersion", "s3:GetObjectVersionTagging", "s3:PutObjectVersionTagging"),
}
OF_THE_BUCKET = {"s3:GetBucketNotification", "s3:ListBucket", "s3:PutBucketNotification"}
OF_ITS_RULE = {"events:DescribeRule", "events:ListTargetsByRule"}
CHANGES_ITS_RULE = {"events:DeleteRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"}


def _is_needed(right: Right, bucket: str) -> bool:
    if right.action in SCANNING:
        return f":::{bucket}/{UPLOADS_PREFIX}" in right.resource
    if right.action == "s3:PutObject":
        return right.resource.endswith(f":::{bucket}/{VALIDATION_OBJECT}")
    if right.action in OF_THE_BUCKET:
        return right.resource.endswith(f":::{bucket}")
    if right.action in OF_ITS_RULE | CHANGES_ITS_RULE:
        managed_by = right.statement.values("events:ManagedBy", "StringEquals", "StringLike")
        return ":rule/DO-NOT-DELETE-AmazonGuardDuty" in right.resource and (
            right.action in OF_ITS_RULE or managed_by == (SERVICE,)
        )
    return right.action in ("kms:Decrypt", "kms:GenerateDataKey")


class GuarddutyRights(UploaderPolicy):
    ID = "CKV2_IMG_73"
    NAME = "GuardDuty's role may only read and tag uploads and receive the bucket's events"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_guardduty_malware_protection_plan"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "GuardDuty reads every file. Allow reading and tagging under uploads/, the one validation object, "
        "the bucket's notification, and GuardDuty's own rule. The role may change the rule only with a "
        "condition on events:ManagedBy."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The plan's role is not in this configuration: it cannot be checked."
        bucket = resource.block("protected_resource").block("s3_bucket").text("bucket_name")
        for right in rights(resource, uploader):
            if not _is_needed(right, bucket):
                yield f"The plan's role allows {right}."


check = GuarddutyRights()

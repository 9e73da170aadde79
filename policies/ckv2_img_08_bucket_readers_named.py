from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.buckets import access_point_statements, is_for_logs, policy_statements
from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import foreign_accounts
from uploader_policies.uploader import Uploader

READING = {
    *("s3:GetObject", "s3:GetObjectTagging", "s3:GetObjectVersion", "s3:GetObjectVersionTagging"),
    *("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
}
BELOW_A_PREFIX = re.compile(r"arn:[\w-]+:s3:::[^*?/]+/[^*?]+/\*?[^*?]*")


def _reads_below_a_prefix(one: Statement) -> bool:
    return set(one.actions) <= READING and all(map(BELOW_A_PREFIX.fullmatch, one.resources))


class BucketReadersNamed(UploaderPolicy):
    ID = "CKV2_IMG_8"
    NAME = "The uploads bucket's policies name every principal that they allow"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_s3_bucket"
    PROMISE = "least-privilege"
    CONTROLS = (
        "FSBP S3.2",
        "FSBP S3.3",
        "FSBP S3.6",
    )
    GUIDELINE = (
        "A bucket policy gives the files away if it allows everyone, a service without a condition, or "
        "changes by another account. Name the principals. Give a service a condition on aws:SourceArn or "
        "aws:SourceAccount. Another account may only read (s3:GetObject and similar) below a prefix such as "
        "uploads/. If it needs more, use checkov:skip with your reason."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = policy_statements(resource, uploader)
        for access_point in uploader.sources(resource, "aws_s3_access_point", "bucket"):
            found += access_point_statements(access_point, uploader)
        for one in found:
            yield from one.over_broad()
            if is_for_logs(resource, uploader):
                continue  # AWS delivers some logs, such as those of load balancers, from its own accounts
            for account in foreign_accounts(one, uploader):
                if not _reads_below_a_prefix(one):
                    yield f"{one} allows account {account} more than reading below a prefix."


check = BucketReadersNamed()

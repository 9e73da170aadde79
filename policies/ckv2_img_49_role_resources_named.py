from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.documents import wildcards
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import role_statements
from uploader_policies.uploader import Uploader

# AWS knows no resource for these.
WITHOUT_RESOURCE = {
    *("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
    *("xray:GetSamplingRules", "xray:GetSamplingTargets"),
}
SHAPES = (
    re.compile(r"arn:[\w-]+:s3:::[\w.-]+/[\w./-]+/\*"),
    re.compile(r"arn:[\w-]+:logs:[\w-]+:\d{12}:log-group:[\w./#-]+:(?:log-stream:)?\*"),
    re.compile(r"arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:[\w/+=.@-]+-\?{6}"),
    re.compile(r"arn:[\w-]+:dynamodb:[\w-]+:\d{12}:table/[\w.-]+/(?:index|stream)/\*"),
    re.compile(r"arn:[\w-]+:events:[\w-]+:\d{12}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*"),
)


class RoleResourcesNamed(UploaderPolicy):
    ID = "CKV2_IMG_49"
    NAME = "Roles name the resources that they allow, where AWS has names for them"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    CONTROLS = (
        "FSBP KMS.1",
        "FSBP KMS.2",
        "CIS 1.15",
    )
    GUIDELINE = (
        "A role that may touch every bucket is every bucket's weakness. Write ARNs; a wildcard "
        "may stand for the objects below a prefix, the streams of a log group, the random end of "
        "a secret's name, the time in a stream's, the end of the name of GuardDuty's rule, and for actions "
        "that know no resource."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for one in role_statements(resource, uploader):
            if not one.allows:
                continue
            for arn in wildcards(one.resources):
                if (
                    not any(shape.fullmatch(arn) for shape in SHAPES)
                    and not set(one.actions) <= WITHOUT_RESOURCE
                ):
                    yield f"{one} allows {arn}."


check = RoleResourcesNamed()

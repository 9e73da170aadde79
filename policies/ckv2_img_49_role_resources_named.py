from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import wildcards
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import role_statements
from uploader_policies.uploader import Uploader

# Actions without resource types: AWS requires `*`.
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
    NAME = "Roles name the resources that they allow, if the actions support resources"
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
        "A role with access to every bucket puts every bucket at risk. Write ARNs. A wildcard is accepted "
        "only for objects below a prefix, streams of a log group, the random suffix of a secret, the "
        "timestamp of a table's stream, the suffix of GuardDuty's rule, and actions without resource types."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
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

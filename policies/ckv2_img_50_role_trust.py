from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import statements
from uploader_policies.links import PROTECTION
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

SERVICES = (
    ("aws_lambda_function", "role", "lambda.amazonaws.com"),
    ("aws_api_gateway_account", "cloudwatch_role_arn", "apigateway.amazonaws.com"),
    (PROTECTION, "role", "malware-protection-plan.guardduty.amazonaws.com"),
)
"""Resources that use a role: type, attribute with the role, and the service that assumes the role."""


class RoleTrust(UploaderPolicy):
    ID = "CKV2_IMG_50"
    NAME = "Roles trust only the service that uses them"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A principal that may assume the role can read and write the files. assume_role_policy must name the "
        "one service that uses the role, and no account. A function that is not of the uploader needs its "
        "own role."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        allowed = [one for one in statements(resource, "assume_role_policy") if one.allows]
        if not allowed:
            yield "assume_role_policy allows no principal."
        for one in allowed:
            if one.negations or one.actions != ("sts:AssumeRole",):
                yield f"{one} allows more than sts:AssumeRole."
            for principal in one.principals:
                if principal not in {("Service", service) for _, _, service in SERVICES}:
                    yield f"{one} trusts {principal[1]}."
        trusted = {name for one in allowed for _, name in one.principals}
        for kind, path, service in SERVICES:
            if service in trusted and not uploader.sources(resource, kind, path):
                yield f"The role trusts {service}, but no resource here uses it for that service."
        for function in uploader.sources(resource, "aws_lambda_function", "role"):
            if function not in uploader:
                yield f"{function.address}, which is not of the uploader, has this role too."


check = RoleTrust()

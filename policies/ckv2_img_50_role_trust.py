from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import statements
from uploader_policies.estate import Resource
from uploader_policies.links import PROTECTION
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

SERVICES = (
    ("aws_lambda_function", "role", "lambda.amazonaws.com"),
    ("aws_api_gateway_account", "cloudwatch_role_arn", "apigateway.amazonaws.com"),
    (PROTECTION, "role", "malware-protection-plan.guardduty.amazonaws.com"),
)
"""What uses a role: the type, where it names the role, and the service behind it."""


class RoleTrust(UploaderPolicy):
    ID = "CKV2_IMG_50"
    NAME = "Roles trust the service that uses them, and nobody else"
    SEVERITY = "CRITICAL"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "Whoever may assume the role reads and writes the files. Let assume_role_policy name the one "
        "service that uses the role, and no account; and give functions of another's a role of their own."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        allowed = [one for one in statements(resource, "assume_role_policy") if one.allows]
        if not allowed:
            yield "assume_role_policy lets nobody in."
        for one in allowed:
            if one.negations or one.actions != ("sts:AssumeRole",):
                yield f"{one} allows more than sts:AssumeRole."
            for principal in one.principals:
                if principal not in {("Service", service) for _, _, service in SERVICES}:
                    yield f"{one} trusts {principal[1]}."
        trusted = {name for one in allowed for _, name in one.principals}
        for kind, path, service in SERVICES:
            if service in trusted and not uploader.sources(resource, kind, path):
                yield f"It trusts {service}, for which nothing here uses it."
        for function in uploader.sources(resource, "aws_lambda_function", "role"):
            if function not in uploader:
                yield f"{function.address} has the role too, and all that it allows."


check = RoleTrust()

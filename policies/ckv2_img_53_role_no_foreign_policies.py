from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import ATTACHMENTS
from uploader_policies.uploader import Uploader

# AWS documents this managed policy for the account's API Gateway role.
LOGGING = re.compile(r"arn:[\w-]+:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")


def _is_for_logs(policy: object) -> bool:
    return isinstance(policy, str) and LOGGING.fullmatch(policy) is not None


class RoleNoForeignPolicies(UploaderPolicy):
    ID = "CKV2_IMG_53"
    NAME = "Roles have only policies of this configuration"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A managed policy of AWS or of another team can grow without your review. Write the role's rights in "
        "aws_iam_role_policy, and attach only policies of this configuration. The account's API Gateway role "
        "may have AmazonAPIGatewayPushToCloudWatchLogs."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.is_set("managed_policy_arns"):
            yield "managed_policy_arns attaches policies that are not of this configuration."
        writes_logs = bool(uploader.sources(resource, "aws_api_gateway_account", "cloudwatch_role_arn"))
        for kind, path, policies in ATTACHMENTS:
            for attachment in uploader.sources(resource, kind, path):
                attached = [one for one in attachment.at(policies) if not (writes_logs and _is_for_logs(one))]
                if len(attached) > len(uploader.targets(attachment, policies)):
                    yield f"{attachment.address} attaches a policy that is not of this configuration."


check = RoleNoForeignPolicies()

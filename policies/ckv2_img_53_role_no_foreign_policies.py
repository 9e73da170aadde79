from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import ATTACHMENTS
from uploader_policies.uploader import Uploader

# What AWS asks of the account's role for API Gateway.
LOGGING = re.compile(r"arn:[\w-]+:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs")


def _is_for_logs(policy: object) -> bool:
    return isinstance(policy, str) and LOGGING.fullmatch(policy) is not None


class RoleNoForeignPolicies(UploaderPolicy):
    ID = "CKV2_IMG_53"
    NAME = "Roles have policies of this configuration alone"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A managed policy of AWS's or another team's grows without your review. Write what the "
        "role may do in aws_iam_role_policy; attach nothing that is not made here. The account's role for "
        "API Gateway alone may have AmazonAPIGatewayPushToCloudWatchLogs."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.is_set("managed_policy_arns"):
            yield "managed_policy_arns attaches policies from elsewhere."
        writes_logs = bool(uploader.sources(resource, "aws_api_gateway_account", "cloudwatch_role_arn"))
        for kind, path, policies in ATTACHMENTS:
            for attachment in uploader.sources(resource, kind, path):
                attached = [one for one in attachment.at(policies) if not (writes_logs and _is_for_logs(one))]
                if len(attached) > len(uploader.targets(attachment, policies)):
                    yield f"{attachment.address} attaches a policy from elsewhere."


check = RoleNoForeignPolicies()

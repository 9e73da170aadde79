"""What a function may do: the statements of all policies of its role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from uploader_policies.documents import Statement, statements
from uploader_policies.estate import Resource
from uploader_policies.uploader import Uploader
from uploader_policies.values import NotKnownError

TELEMETRY = {
    *("logs:CreateLogStream", "logs:PutLogEvents"),
    *("xray:PutTelemetryRecords", "xray:PutTraceSegments"),
}


@dataclass(frozen=True)
class Right:
    """One action on one resource, allowed by a statement."""

    action: str
    resource: str
    statement: Statement

    def __str__(self) -> str:
        return f"{self.action} on {self.resource} ({self.statement})"


def roles(function: Resource, uploader: Uploader) -> list[Resource]:
    """Return the role of a function, or none where the scan does not see it."""
    return uploader.targets(function, "role")


def accounts(uploader: Uploader) -> set[str]:
    """Return the accounts of the functions' roles. Raises NotKnownError where none can be told."""
    arns = [str(function.raw("role")) for function in uploader.all("aws_lambda_function")]
    found = {match.group(1) for arn in arns if (match := re.search(r":iam::(\d{12}):role/", arn))}
    if not found:
        raise NotKnownError("the account of the functions' roles")
    return found


def role_statements(role: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of all policies of a role that the scan sees. Raises NotKnownError."""
    found = []
    for policy in uploader.sources(role, "aws_iam_role_policy", "role"):
        found += statements(policy, "policy")
    for kind, path in (("aws_iam_role_policy_attachment", "role"), ("aws_iam_policy_attachment", "roles")):
        for attachment in uploader.sources(role, kind, path):
            for policy in uploader.targets(attachment, "policy_arn"):
                found += statements(policy, "policy")
    if role.is_set("inline_policy"):
        for block in role.blocks("inline_policy"):
            found += statements(block, "policy")
    return found


def rights(function: Resource, uploader: Uploader) -> Iterator[Right]:
    """Yield what a function may do, besides writing its logs and traces. Raises NotKnownError."""
    for role in roles(function, uploader):
        for one in role_statements(role, uploader):
            if one.allows:
                for action in one.actions or one.negations:
                    for resource in one.resources or one.negations:
                        if action not in TELEMETRY:
                            yield Right(action, resource, one)

"""The rights of a function: the actions that the policies of its role allow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement, matches, statements
from uploader_policies.links import BUCKET
from uploader_policies.names import name_in
from uploader_policies.uploader import Uploader
from uploader_policies.values import NotKnownError

LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
TRACES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}

ATTACHMENTS = (
    ("aws_iam_role_policy_attachment", "role", "policy_arn"),
    ("aws_iam_policy_attachment", "roles", "policy_arn"),
    ("aws_iam_role_policy_attachments_exclusive", "role_name", "policy_arns"),
)
"""Resources that attach managed policies: type, attribute with the role, attribute with the policies."""


@dataclass(frozen=True)
class Right:
    """One action on one resource, as patterns of an Allow statement."""

    action: str
    resource: str
    statement: Statement

    def __str__(self) -> str:
        return f"{self.action} on {self.resource} ({self.statement})"


def roles(function: Resource, uploader: Uploader) -> list[Resource]:
    """Return a list with the role of a function; an empty list if the role is not in the configuration."""
    return uploader.targets(function, "role")


def accounts(uploader: Uploader) -> set[str]:
    """Return the account ids in the ARNs of the functions' roles. Raises NotKnownError if there is none."""
    arns = [str(function.raw("role")) for function in uploader.all("aws_lambda_function")]
    found = {match.group(1) for arn in arns if (match := re.search(r":iam::(\d{12}):role/", arn))}
    if not found:
        raise NotKnownError("the account of the functions' roles")
    return found


def foreign_accounts(statement: Statement, uploader: Uploader) -> list[str]:
    """Return the account ids that a statement allows, without the uploader's. Raises NotKnownError."""
    allowed = statement.accounts()
    return sorted(allowed - accounts(uploader)) if allowed else []


def resource_policy_problems(statement: Statement, uploader: Uploader) -> Iterator[str]:
    """Yield the problems of a statement in a resource policy: it may allow the uploader's account only."""
    yield from statement.over_broad()
    for account in foreign_accounts(statement, uploader):
        yield f"{statement} allows account {account}."


def role_statements(role: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of a role's policies that are in the configuration. Raises NotKnownError."""
    found = []
    for policy in uploader.sources(role, "aws_iam_role_policy", "role"):
        found += statements(policy, "policy")
    for kind, path, policies in ATTACHMENTS:
        for attachment in uploader.sources(role, kind, path):
            for policy in uploader.targets(attachment, policies):
                found += statements(policy, "policy")
    if role.is_set("inline_policy"):
        for block in role.blocks("inline_policy"):
            found += statements(block, "policy")
    return found


def rights(function: Resource, uploader: Uploader) -> Iterator[Right]:
    """Yield the rights of a function, except for its own logs and traces. Raises NotKnownError."""
    for role in roles(function, uploader):
        for one in role_statements(role, uploader):
            if one.allows:
                for action in one.actions or one.negations:
                    for resource in one.resources or one.negations:
                        if action in TRACES or (action in LOGS and _is_own_log(resource, function, uploader)):
                            continue
                        yield Right(action, resource, one)


def may_read(function: Resource, bucket: str, uploader: Uploader) -> bool:
    """Return whether a function may read objects of a bucket; true if its role is not in the configuration.

    Raises NotKnownError.
    """
    if not roles(function, uploader):
        return True
    buckets = [
        name_in(BUCKET, right.resource)
        for right in rights(function, uploader)
        if matches(right.action, "s3:GetObject") or matches(right.action, "s3:GetObjectVersion")
    ]
    return any(matches(name, bucket) for name in buckets)


def log_group_name(function: Resource, uploader: Uploader) -> str:
    """Return the name of the log group that a function writes to. Raises NotKnownError."""
    for group in uploader.targets(function, "logging_config.log_group"):
        return group.text("name")
    if function.is_set("logging_config.log_group"):
        return function.block("logging_config").text("log_group")
    return f"/aws/lambda/{function.text('function_name')}"


def _is_own_log(arn: str, function: Resource, uploader: Uploader) -> bool:
    account = arn.split(":")[4:5]
    own = log_group_name(function, uploader)
    return name_in("aws_cloudwatch_log_group", arn) == own and set(account) <= accounts(uploader)

"""What AWS calls a resource: names, ARNs and URLs brought to one form, so that they can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.values import Unknown

# The attributes by which something else may name a resource; where they are unknown, a reference does.
_IDENTIFIERS = (
    *("id", "arn", "name", "url", "bucket", "function_name", "key_id", "execution_arn", "domain_name"),
    "stage_name",
)

_SHAPES = {
    "aws_s3_bucket": r"^arn:[^:]*:s3:::([^/]+)(?:/.*)?$",
    "aws_lambda_function": r":function:([A-Za-z0-9_-]+)",
    "aws_iam_role": r":role/(?:.*/)?([^/]+)$",
    "aws_sqs_queue": r"(?::sqs:[^:]*:[^:]*:|^https?://.*/)([A-Za-z0-9_.-]+)$",
    "aws_sns_topic": r":sns:[^:]*:[^:]*:([A-Za-z0-9_.-]+)$",
    "aws_cloudwatch_event_rule": r":rule/(?:[^/]+/)?([A-Za-z0-9_.-]+)$",
    "aws_dynamodb_table": r":table/([A-Za-z0-9_.-]+)",
    "aws_cloudwatch_log_group": r":log-group:([^:*]+)",
    "aws_secretsmanager_secret": r":secret:(.+)-[A-Za-z0-9?]{6}$",
    "aws_api_gateway_rest_api": r"(?::execute-api:[^:]*:[^:]*:|^API-Gateway-Execution-Logs_)([a-z0-9]+)",
}


def named(kind: str, text: str) -> str:
    """Return the name of the resource of the type `kind` in a name, an ARN or a URL of it."""
    shape = _SHAPES.get(kind)
    match = re.search(shape, text) if shape else None
    return match.group(1) if match else text


def written(unknown: Unknown, resource: Resource) -> str:
    """Return a name for an expression: in one module, what is written alike has the same value.

    Checkov renders the same expression with more or with fewer braces around its parts.
    """
    return f"{resource.scope} {re.sub(r'[${}]', '', unknown.expression)}" if unknown.expression else ""


def identities(resource: Resource) -> Iterator[str]:
    """Yield the names of a resource, in the form of `named` or of `written`, each once."""
    values = [resource.raw(identifier) for identifier in _IDENTIFIERS]
    names = [
        written(value, resource) if isinstance(value, Unknown) else named(resource.kind, value)
        for value in values
        if isinstance(value, (str, Unknown))
    ]
    yield from dict.fromkeys(name for name in names if name)

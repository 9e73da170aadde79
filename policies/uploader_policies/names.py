"""Extracts resource names from ARNs and URLs, so that they can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.values import Unknown

# The attributes by which other resources may name a resource.
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


def name_in(kind: str, text: str) -> str:
    """Return the name of a resource of the type `kind` from its name, ARN or URL.

    >>> name_in("aws_lambda_function", "arn:aws:lambda:eu-central-1:111122223333:function:thumbnails")
    'thumbnails'
    """
    shape = _SHAPES.get(kind)
    match = re.search(shape, text) if shape else None
    return match.group(1) if match else text


def expression_name(unknown: Unknown, resource: Resource) -> str:
    """Return an expression as a name: in one module instance, equal expressions have equal values.

    Braces are removed, because Checkov renders the same expression with or without them.
    """
    return f"{resource.scope} {re.sub(r'[${}]', '', unknown.expression)}" if unknown.expression else ""


def names_of(resource: Resource) -> Iterator[str]:
    """Yield each name of a resource once, as `name_in` or `expression_name` returns it."""
    values = [resource.raw(identifier) for identifier in _IDENTIFIERS]
    names = [
        expression_name(value, resource) if isinstance(value, Unknown) else name_in(resource.kind, value)
        for value in values
        if isinstance(value, (str, Unknown))
    ]
    yield from dict.fromkeys(name for name in names if name)

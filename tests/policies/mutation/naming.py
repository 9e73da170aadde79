"""Finds the arguments of the provider's resource types that can name one of the uploader's resources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.policies.provider_schema import Block, types

# The services of the uploader's resources. To reach an uploader, a resource of another service needs a right
# from a policy, a permission or a role's trust. Other mutants weaken those.
SERVICES = (
    *(
        "aws_api_gateway_",
        "aws_apigatewayv2_",
        "aws_cloudwatch_",
        "aws_dynamodb_",
        "aws_guardduty_",
        "aws_iam_",
    ),
    *(
        "aws_kms_",
        "aws_lambda_",
        "aws_route53_",
        "aws_s3_",
        "aws_s3control_",
        "aws_secretsmanager_",
        "aws_sns_",
    ),
    *("aws_sqs_", "aws_wafregional_", "aws_wafv2_"),
)

# Patterns of arguments that name a resource, by its type.
WORDS: dict[str, str] = {
    "aws_api_gateway_rest_api": r"(?:.*[._])?(?:rest_)?api_id",
    "aws_api_gateway_stage": r"stage_name",
    "aws_cloudwatch_log_group": r"(?:.*[._])?log_group(?:_name|_arn|_names|_arn_list|_arns)?",
    "aws_dynamodb_table": r"(?:.*[._])?table(?:_name|_arn)|restore_source_name",
    "aws_iam_role": r"(?:.*[._])?roles?(?:_name|_arn)?",
    "aws_kms_key": r"(?:target_|primary_|kms_)?key(?:_id|_arn)",
    "aws_lambda_function": r"(?:.*[._])?(?:function|lambda)(?:_name|_arn)|(?:integration_|authorizer_)?uri",
    "aws_lambda_layer_version": r"layer_name|layers",
    "aws_s3_bucket": r"(?:.*[._])?bucket(?:_name|_arn|_id)?",
    "aws_secretsmanager_secret": r"(?:.*[._])?secret(?:_id|_arn)",
    "aws_sns_topic": r"(?:.*[._])?topic(?:_arn)?",
    "aws_sqs_queue": r"(?:.*[._])?queue(?:_url|_arn|_name)",
    "aws_wafv2_web_acl": r"(?:.*[._])?web_acl(?:_arn|_id)",
}
# An argument that takes any ARN names a resource of its own type's service.
_ANY_ARN = re.compile(r"(?:.*[._])?resource_arn|arn|resource_identifier")
_SERVICES = {
    "aws_api_gateway_stage": "wafv2",
    "aws_dynamodb_table": "dynamodb",
    "aws_sns_topic": "sns",
}


@dataclass(frozen=True)
class Naming:
    """A resource type, and an argument of it that names a resource of the type `member`."""

    kind: str
    path: tuple[str, ...]
    member: str

    def __str__(self) -> str:
        return f"{self.kind}.{'.'.join(self.path)}"


def namings() -> Iterator[Naming]:
    """Yield every argument of a type in `SERVICES` that can name one of the uploader's resources."""
    for kind, block in types().items():
        if not kind.startswith(SERVICES):
            continue
        for path in _arguments(block, ()):
            for member, words in WORDS.items():
                if re.fullmatch(words, ".".join(path)):
                    yield Naming(kind, path, member)
            if _ANY_ARN.fullmatch(".".join(path)):
                service = kind.removeprefix("aws_").split("_")[0]
                yield from (Naming(kind, path, member) for member, one in _SERVICES.items() if one == service)


def _arguments(block: Block, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the paths of all arguments that are strings or lists of strings, down to two blocks deep."""
    for name, of_type in block.attributes.items():
        if of_type == "string" or (isinstance(of_type, list) and of_type[-1] == "string"):
            yield (*path, name)
    for name, inner in block.blocks.items():
        if len(path) < 2:
            yield from _arguments(inner, (*path, name))


def written(kind: str, values: dict[str, Any], path: tuple[str, ...]) -> str | None:
    """Return the name, ARN or URL by which the argument at `path` names a resource of the type `kind`.

    None if only an expression can name it.
    """
    name = values.get(_NAMES.get(kind, "name"))
    arn = _ARNS.get(kind)
    if not isinstance(name, str) or (arn is None and path[-1] != "stage_name"):
        return None
    last = path[-1]
    if arn is None or re.search(r"name$|bucket$|role$|table$|roles$|names$", last):
        return name
    if kind == "aws_sqs_queue" and last == "queue_url":
        return f"https://sqs.eu-central-1.amazonaws.com/123456789012/{name}"
    whole = arn.format(name=name, path=values.get("path", "/"))
    if last.endswith("uri"):
        return f"arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/{whole}/invocations"
    return whole


# The attribute with the resource's name, if that is not `name`.
_NAMES = {
    "aws_api_gateway_stage": "stage_name",
    "aws_lambda_function": "function_name",
    "aws_s3_bucket": "bucket",
}
# ARNs that follow from the resource's name. AWS generates the other types' identifiers.
_HERE = "eu-central-1:123456789012"
_ARNS = {
    "aws_cloudwatch_log_group": f"arn:aws:logs:{_HERE}:log-group:{{name}}",
    "aws_dynamodb_table": f"arn:aws:dynamodb:{_HERE}:table/{{name}}",
    "aws_iam_role": "arn:aws:iam::123456789012:role{path}{name}",
    "aws_lambda_function": f"arn:aws:lambda:{_HERE}:function:{{name}}",
    "aws_s3_bucket": "arn:aws:s3:::{name}",
    "aws_sns_topic": f"arn:aws:sns:{_HERE}:{{name}}",
    "aws_sqs_queue": f"arn:aws:sqs:{_HERE}:{{name}}",
}

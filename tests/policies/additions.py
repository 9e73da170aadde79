"""Add to a plan what a careless hand would: beside each resource, one that undoes what it is there for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.policies.plans import Plan, Resource

Values = dict[str, Any]
Added = tuple[str, Values]
"""The type of a resource that is added, and its values."""

_EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)


def _beside_bucket(bucket: Values) -> Iterator[Added]:
    name = bucket["bucket"]
    yield "aws_s3_bucket_acl", {"bucket": name, "acl": "public-read"}
    yield "aws_s3_bucket_public_access_block", {"bucket": name, "block_public_acls": False}
    yield (
        "aws_s3_bucket_cors_configuration",
        {
            "bucket": name,
            "cors_rule": [{"allowed_methods": ["PUT"], "allowed_origins": ["*"]}],
        },
    )
    yield (
        "aws_s3_bucket_notification",
        {
            "bucket": name,
            "queue": [
                {"events": ["s3:ObjectCreated:*"], "filter_prefix": "", "queue_arn": "arn:aws:sqs:::x"}
            ],
        },
    )
    yield (
        "aws_s3_bucket_website_configuration",
        {"bucket": name, "index_document": [{"suffix": "index.html"}]},
    )
    yield "aws_s3_bucket_ownership_controls", {"bucket": name, "rule": [{"object_ownership": "ObjectWriter"}]}
    yield "aws_s3_bucket_versioning", {"bucket": name, "versioning_configuration": [{"status": "Suspended"}]}
    yield (
        "aws_s3_bucket_policy",
        {
            "bucket": name,
            "policy": _EVERYTHING.replace('"Action"', '"Principal": "*", "Action"'),
        },
    )


def _beside_function(function: Values) -> Iterator[Added]:
    name = function["function_name"]
    yield "aws_lambda_function_url", {"function_name": name, "authorization_type": "NONE"}
    invoke = {"function_name": name, "action": "lambda:InvokeFunction"}
    yield "aws_lambda_permission", {**invoke, "principal": "*"}
    yield "aws_lambda_permission", {**invoke, "principal": "s3.amazonaws.com"}


def _beside_role(role: Values) -> Iterator[Added]:
    yield "aws_iam_role_policy", {"role": role["name"], "policy": _EVERYTHING}
    yield (
        "aws_iam_role_policy_attachment",
        {
            "role": role["name"],
            "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess",
        },
    )


def _beside_table(table: Values) -> Iterator[Added]:
    arn = f"arn:aws:dynamodb:eu-central-1:123456789012:table/{table['name']}"
    policy = _EVERYTHING.replace('"Action"', '"Principal": "*", "Action"')
    yield "aws_dynamodb_resource_policy", {"resource_arn": arn, "policy": policy}


def _beside_queue(queue: Values) -> Iterator[Added]:
    yield (
        "aws_sqs_queue_policy",
        {
            "queue_url": f"https://sqs.eu-central-1.amazonaws.com/123456789012/{queue['name']}",
            "policy": _EVERYTHING.replace('"Action"', '"Principal": "*", "Action"'),
        },
    )


_BESIDE: dict[str, Callable[[Values], Iterator[Added]]] = {
    "aws_dynamodb_table": _beside_table,
    "aws_iam_role": _beside_role,
    "aws_lambda_function": _beside_function,
    "aws_s3_bucket": _beside_bucket,
    "aws_sqs_queue": _beside_queue,
}

# What is off where nothing is written, by the path to it.
_SWITCHES: dict[str, tuple[tuple[str, Any], ...]] = {
    "aws_api_gateway_method_settings": (("settings.0.caching_enabled", True),),
    "aws_api_gateway_rest_api": (("body", '{"openapi": "3.0.1", "paths": {"/open": {}}}'),),
    "aws_api_gateway_stage": (("cache_cluster_enabled", True),),
    "aws_iam_role": (("managed_policy_arns", ["arn:aws:iam::aws:policy/AdministratorAccess"]),),
    "aws_lambda_function": (
        ("layers", ["arn:aws:lambda:eu-central-1:999999999999:layer:anything:1"]),
        ("environment.0.variables.API_GW_AUTH_SECRET", "swordfish"),
        ("environment.0.variables.CONFIG", "AKIAIOSFODNN7EXAMPLE"),
    ),
    "aws_lambda_permission": (("function_url_auth_type", "NONE"),),
    "aws_s3_bucket_lifecycle_configuration": (("rule.0.filter.0.prefix", "thumbnails/"),),
    "aws_wafv2_web_acl_logging_configuration": (
        ("logging_filter", [{"default_behavior": "DROP", "filter": []}]),
    ),
}


def resources_beside(resource: Resource) -> Iterator[Added]:
    """Yield what may be added beside a resource."""
    if resource["type"] in _BESIDE:
        yield from _BESIDE[resource["type"]](resource["values"])
    secret = resource["values"].get("environment", [{}])
    if resource["type"] == "aws_lambda_function" and "AUTH_SECRET_ID" in secret[0].get("variables", {}):
        yield (
            "aws_secretsmanager_secret_version",
            {
                "secret_id": secret[0]["variables"]["AUTH_SECRET_ID"],
                "secret_string": "swordfish",
            },
        )


def switches(kind: str) -> tuple[tuple[str, Any], ...]:
    """Return what may be switched on in a resource of a type: the path to it, and the value."""
    return _SWITCHES.get(kind, ())


def with_added(plan: Plan, kind: str, values: Values) -> Plan:
    """Return the plan with a resource more."""
    added = {"address": f"{kind}.added", "mode": "managed", "type": kind, "name": "added", "values": values}
    return Plan((*plan.resources, added), plan.unknown, plan.configuration)

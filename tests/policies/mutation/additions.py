"""Makes mutants by adding a resource beside each resource of a plan, which may weaken it.

The types come from the provider's schema: each type with an argument that names the resource, except those
in `NOT_ADDED`. Each is added twice: with all arguments and blocks, and with the required ones alone.
`_by_hand` adds only resources whose effect depends on several arguments at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.policies.mutation.naming import Naming, namings, written
from tests.policies.mutation.not_promised import NOT_ADDED
from tests.policies.mutation.reasons import reason
from tests.policies.mutation.weak_values import filled
from tests.policies.plans import Plan, Resource
from tests.policies.provider_schema import types

Values = dict[str, Any]


@dataclass(frozen=True)
class Addition:
    """A resource that is added to a plan.

    Attributes:
        kind: its type.
        values: its planned values.
        how: distinguishes it from other additions of its type; part of the mutant's name.
        references: arguments that are unknown expressions: the path to each, and what it refers to.
    """

    kind: str
    values: Values
    how: str
    references: Mapping[tuple[str, ...], str] = field(default_factory=dict)


def resources_beside(resource: Resource) -> Iterator[Addition]:
    """Yield every resource to add beside this one."""
    for naming in _namings(resource["type"]):
        for how, everything in (("in full", True), ("in short", False)):
            yield _named_by(naming, resource, how, everything=everything)
    yield from _by_hand(resource)


def with_added(plan: Plan, beside: Resource, added: Addition) -> Plan:
    """Return the plan with `added` in the same module as the resource `beside`."""
    head = beside["address"].rpartition(f"{beside['type']}.{beside['name']}")[0]
    address = f"{head}{added.kind}.added"
    resource = {
        "address": address,
        "mode": "managed",
        "type": added.kind,
        "name": "added",
        "values": added.values,
    }
    unknown: Values = {}
    expressions: Values = {}
    for path, reference in added.references.items():
        unknown |= _nested(path, True)
        expressions |= _nested(path, {"references": [reference, reference.rpartition(".")[0]]})
    entry = {"mode": "managed", "type": added.kind, "name": "added", "expressions": expressions}
    calls = re.findall(r"module\.([^.\[]+)", head)
    root = plan.configuration["root_module"]
    return Plan(
        (*plan.resources, resource),
        {**plan.unknown, address: unknown},
        {**plan.configuration, "root_module": _with_entry(root, calls, entry)},
    )


@cache
def _namings(member: str) -> tuple[Naming, ...]:
    return tuple(one for one in namings() if one.member == member and reason(NOT_ADDED, str(one)) is None)


def _named_by(naming: Naming, resource: Resource, how: str, *, everything: bool) -> Addition:
    values = filled(naming.kind, (), types()[naming.kind], everything=everything)
    name = written(naming.member, resource["values"], naming.path)
    here: Any = values
    for step in naming.path[:-1]:
        here = here.setdefault(step, [{}])[0]
    last = naming.path[-1]
    words = f"by {'.'.join(naming.path)}, {how}"
    if name is None:
        here.pop(last, None)
        reference = f"{resource['type']}.{resource['name']}.{'arn' if 'arn' in last else 'id'}"
        return Addition(naming.kind, values, words, {naming.path: reference})
    here[last] = [name] if isinstance(here.get(last), list) else name
    if naming.member == "aws_api_gateway_stage":
        # A stage's name is unique only within its API, and only an expression can name the API.
        values.pop("rest_api_id", None)
        return Addition(naming.kind, values, words, {("rest_api_id",): "aws_api_gateway_rest_api.this.id"})
    return Addition(naming.kind, values, words)


def _nested(path: tuple[str, ...], value: Any) -> Values:
    return {path[0]: value if len(path) == 1 else [_nested(path[1:], value)]}


def _with_entry(module: Values, calls: list[str], entry: Values) -> Values:
    """Return a module's configuration with `entry` added to the module that the path `calls` leads to."""
    if not calls:
        return {**module, "resources": [*module.get("resources", ()), entry]}
    call = module["module_calls"][calls[0]]
    inner = {**call, "module": _with_entry(call["module"], calls[1:], entry)}
    return {**module, "module_calls": {**module["module_calls"], calls[0]: inner}}


def _by_hand(resource: Resource) -> Iterator[Addition]:
    values = resource["values"]
    if resource["type"] == "aws_s3_bucket":
        rule = {"allowed_methods": ["PUT"], "allowed_origins": ["*"]}
        yield Addition(
            "aws_s3_bucket_cors_configuration",
            {"bucket": values["bucket"], "cors_rule": [rule]},
            "for any origin",
        )
        queue = {"events": ["s3:ObjectCreated:*"], "filter_prefix": "", "queue_arn": "arn:aws:sqs:::x"}
        yield Addition(
            "aws_s3_bucket_notification", {"bucket": values["bucket"], "queue": [queue]}, "of every key"
        )
        abroad = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
        on = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{values['bucket']}/*"}
        document = {"Version": "2012-10-17", "Statement": [{**abroad, **on}]}
        yield Addition(
            "aws_s3_bucket_policy",
            {"bucket": values["bucket"], "policy": json.dumps(document)},
            "for another account",
        )
    if resource["type"] == "aws_lambda_function":
        invoke = {"function_name": values["function_name"], "action": "lambda:InvokeFunction"}
        for principal in ("s3.amazonaws.com", "999999999999"):
            yield Addition("aws_lambda_permission", {**invoke, "principal": principal}, f"for {principal}")
        secret = values["environment"][0]["variables"].get("AUTH_SECRET_ID")
        if secret:
            yield Addition(
                "aws_secretsmanager_secret_version",
                {"secret_id": secret, "secret_string": "swordfish"},
                "in the state",
            )


# Weak values for unset attributes that the generator cannot guess from an attribute's name: path and value.
_SWITCHES: dict[str, tuple[tuple[str, Any], ...]] = {
    "aws_lambda_function": (
        ("layers", ["arn:aws:lambda:eu-central-1:999999999999:layer:anything:1"]),
        ("environment.0.variables.API_GW_AUTH_SECRET", "swordfish"),
        ("environment.0.variables.CONFIG", "AKIAIOSFODNN7EXAMPLE"),
    ),
    "aws_kms_key": (("rotation_period_in_days", 2560),),
    "aws_lambda_permission": (
        ("source_arn", "arn:aws:execute-api:eu-central-1:999999999999:foreign/*/GET/upload-url"),
        ("source_arn", "arn:aws:execute-api:eu-central-1:123456789012:foreign/*/GET/upload-url"),
    ),
    "aws_s3_bucket_lifecycle_configuration": (("rule.0.filter.0.prefix", "thumbnails/"),),
}


def switches(kind: str) -> tuple[tuple[str, Any], ...]:
    """Return the weak settings of a resource type: the path to each, and its value."""
    return _SWITCHES.get(kind, ())

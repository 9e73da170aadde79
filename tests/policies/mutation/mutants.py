"""Makes mutants of a plan: each is the plan with one thing weakened.

The mutants follow from the plan's structure and the provider's schema alone, not from what the policies
check:

- every resource is removed;
- every attribute, block, statement and rule of the plan is weakened according to its value;
- every attribute and block that the plan leaves out is set;
- beside every resource, each resource type that can name it is added.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tests.policies.mutation import additions, document_mutants, unset, web_acl_mutants
from tests.policies.plans import Plan, known, replaced, without

Values = dict[str, Any]

# The weaker value of a setting, by its value in the plan.
OPPOSITES = {
    "AES256": "none",
    "Active": "PassThrough",
    "BucketOwnerEnforced": "ObjectWriter",
    "ERROR": "OFF",
    "Enabled": "Disabled",
    "GreaterThanOrEqualToThreshold": "LessThanThreshold",
    "IP": "CONSTANT",
    "MessageBody": "MessageAttributes",
    "NONE": "CUSTOM",
    "REGIONAL": "EDGE",
    "TLS_1_2": "TLS_1_0",
    "ignore": "notBreaching",
    "python3.13": "python3.8",
}


@dataclass(frozen=True)
class Mutant:
    """A plan with one thing weakened.

    Attributes:
        subject: the resource, by type and name.
        path: the attribute, such as `rule.0.priority`; empty for the whole resource.
        change: the change, in words.
        fingerprint: the changed part as JSON; distinguishes mutants with the same name. May be empty.
        make: returns the weakened plan.
    """

    subject: str
    path: str
    change: str
    fingerprint: str
    make: Callable[[], Plan]

    @property
    def name(self) -> str:
        """Subject, path and change, in words."""
        return f"{self.subject}{'.' if self.path else ''}{self.path}: {self.change}"

    @property
    def attribute(self) -> str:
        """The type and the path without list indexes, such as `aws_wafv2_web_acl.rule.priority`."""
        parts = [part for part in self.path.split(".") if part and not part.isdecimal()]
        return ".".join([self.subject.split(".")[0], *parts])


def mutants(plan: Plan) -> Iterator[Mutant]:
    """Yield all mutants of a plan."""
    for resource in plan.resources:
        subject = f"{resource['type']}.{resource['name']}"
        if "index" in resource:
            subject += f"[{json.dumps(resource['index'])}]"
        address = resource["address"]
        yield Mutant(subject, "", "removed", "", partial(without, plan, address))
        for added in additions.resources_beside(resource):
            content = json.dumps(added.values, sort_keys=True)
            said = f"gets an {added.kind} {added.how}"
            yield Mutant(subject, "", said, content, partial(additions.with_added, plan, resource, added))
        for where, value in additions.switches(resource["type"]):
            steps = tuple(int(step) if step.isdecimal() else step for step in where.split("."))
            on = _with(resource["values"], steps, value)
            yield Mutant(subject, where, f"is {value}", "", partial(known, plan, address, steps[0], on))
        for path, change, value in unset.settings(resource["type"], resource["values"]):
            where = ".".join(map(str, path))
            content = json.dumps(value, sort_keys=True)
            make = partial(set_at, plan, address, path, value)
            yield Mutant(subject, where, change, content, make)
        for path, change, values in weakened(resource["type"], resource["values"]):
            where = ".".join(map(str, path))
            print_of_it = json.dumps(_at(values, path), sort_keys=True)
            yield Mutant(subject, where, change, print_of_it, partial(replaced, plan, address, values))


def set_at(plan: Plan, address: str, path: tuple[str | int, ...], value: Any) -> Plan:
    """Return the plan with an attribute set to a known value, even if it was unknown or unset before."""
    resource = next(one for one in plan.resources if one["address"] == address)
    return known(plan, address, path[0], _with(resource["values"], path, value))


def weakened(kind: str, values: Values) -> Iterator[tuple[tuple[str | int, ...], str, Values]]:
    """Yield a resource's values with one thing weakened: the path, the change, and the values."""
    for path, value in _walk(values):
        if kind == "aws_wafv2_web_acl" and "statement" in path:
            continue  # `web_acl_mutants` weakens these by their meaning, below
        for change, weak in _weaker(value):
            yield path, change, _with(values, path, weak)
        if str(path[-1]).endswith(("_arn", "_id")):
            yield path, "left out", _with(values, path, None)
        document = _document(value)
        if document is not None:
            for change, weak in document_mutants.weakened(document):
                yield path, change, _with(values, path, json.dumps(weak))
            for change, weak in document_mutants.entries_weakened(document):
                yield path, change, _with(values, path, json.dumps(weak))
    if kind == "aws_wafv2_web_acl":
        for change, rules in web_acl_mutants.weakened(values["rule"]):
            yield ("rule",), change, {**values, "rule": rules}


def _walk(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every attribute and block with its path, except null and empty ones."""
    if path and value not in (None, "", [], {}):
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _walk(inner, (*path, name))
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from _walk(inner, (*path, number))


def _weaker(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield weaker values, each after its change in words."""
    if isinstance(value, bool):
        yield f"{json.dumps(value)} becomes {json.dumps(not value)}", not value
    elif isinstance(value, (int, float)):
        for other in (0, 1_000_000_000):
            yield f"{value} becomes {other}", other
    elif isinstance(value, str) and _document(value) is None:
        weak = OPPOSITES.get(value, "*")
        yield f"becomes {weak}", weak
    elif isinstance(value, list) and isinstance(value[0], dict):
        yield "removed", []
        if len(value) > 1:
            for number in range(len(value)):
                yield f"number {number} removed", value[:number] + value[number + 1 :]
    elif isinstance(value, list):
        yield "emptied", []
        yield "gets *", [*value, "*"]


def _document(value: Any) -> Values | None:
    try:
        document = json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _at(values: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        values = values[step]
    return values


def _with(values: Values, path: tuple[str | int, ...], value: Any) -> Values:
    made = copy.deepcopy(values)
    here: Any = made
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = value
    return made

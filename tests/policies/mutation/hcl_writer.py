"""Writes a plan as HCL, so that mutants of the plan can be scanned in that form too.

Each resource has its planned values as literals. Where the plan knows no value, it has a reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.policies.plans import Plan, Resource


def as_hcl(plan: Plan) -> str:
    """Return the plan's resources as HCL."""
    return "\n".join(_resource(plan, resource) for resource in plan.resources)


def label(resource: Resource) -> str:
    """Return the name of a resource in the HCL; `count` and `for_each` add the key: `NAME_KEY`."""
    key = re.sub(r"\W", "_", str(resource["index"])) if "index" in resource else ""
    return f"{resource['name']}_{key}" if key else str(resource["name"])


def _resource(plan: Plan, resource: Resource) -> str:
    body = list(_body(resource["values"], 1))
    for attribute, unknown in plan.unknown.get(resource["address"], {}).items():
        if unknown is True and (reference := _reference(plan, resource, attribute)):
            body.append(f"  {attribute} = {reference}")
    lines = [f'resource "{resource["type"]}" "{label(resource)}" {{', *body, "}", ""]
    return "\n".join(lines)


def _body(values: dict[str, Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, value in values.items():
        if value is None or value == []:
            continue
        if isinstance(value, list) and isinstance(value[0], dict):
            for block in value:
                yield f"{indent}{name} {{"
                yield from _body(block, depth + 1)
                yield f"{indent}}}"
        else:
            yield f"{indent}{name} = {_literal(value)}"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        try:
            document = json.loads(value)
        except ValueError:
            document = None
        if isinstance(document, dict):
            return f"jsonencode({_literal(document)})"
        return json.dumps(value).replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_literal(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value)


def _reference(plan: Plan, resource: Resource, attribute: str) -> str | None:
    """Return the attribute's reference to another resource as HCL; None if its configuration has none."""
    for module in _modules(plan.configuration["root_module"]):
        for configured in module.get("resources", ()):
            if (configured["type"], configured["name"]) == (resource["type"], resource["name"]):
                expression = configured.get("expressions", {}).get(attribute, {})
                for reference in expression.get("references", ()) if isinstance(expression, dict) else ():
                    if found := _target(plan, resource, reference):
                        return found
    return None


def _target(plan: Plan, resource: Resource, reference: str) -> str | None:
    match = re.fullmatch(r"(aws_\w+)\.(\w+)(?:\[[^\]]*\])?\.(\w+)", reference)
    if match is None:
        return None
    kind, name, attribute = match.groups()
    targets = [one for one in plan.resources if (one["type"], one["name"]) == (kind, name)]
    same = [one for one in targets if one.get("index") == resource.get("index")] or targets
    return f"{kind}.{label(same[0]) if same else name}.{attribute}"


def _modules(module: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield module
    for call in module.get("module_calls", {}).values():
        yield from _modules(call["module"])

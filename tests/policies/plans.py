"""A plan in memory that can be changed and scanned many times: of one module instance, or a whole one."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Resource = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """The parts of a plan that a scan reads, in the form of `terraform show -json`.

    Attributes:
        resources: the managed resources with their planned values.
        unknown: the values that are unknown until the apply (`after_unknown`), by resource address.
        configuration: the whole plan's configuration.
    """

    resources: tuple[Resource, ...]
    unknown: dict[str, Any]
    configuration: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        """Return the plan as a document that Checkov can scan."""
        return {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": list(self.resources)}},
            "resource_changes": [
                {
                    "address": resource["address"],
                    "mode": resource["mode"],
                    "type": resource["type"],
                    "name": resource["name"],
                    "change": {
                        "actions": ["create"],
                        "before": None,
                        "after": resource["values"],
                        "after_unknown": self.unknown.get(resource["address"], {}),
                    },
                }
                for resource in self.resources
            ],
            "configuration": self.configuration,
        }


def read(path: Path, module: str = "") -> Plan:
    """Read a plan's JSON file; `module` is the address of the module instance to take, or "" for all.

    Leaves out null and empty values, which mean the same and make a web ACL ten times as long.
    """
    raw = json.loads(path.read_text())
    inside = f"{module}." if module else ""
    resources = [
        one for one in _resources(raw["planned_values"]["root_module"]) if one["address"].startswith(inside)
    ]
    unknown = {one["address"]: one["change"].get("after_unknown", {}) for one in raw["resource_changes"]}
    return Plan(
        tuple({**one, "values": _without_empty(one["values"])} for one in resources),
        {address: _true_alone(parts) for address, parts in unknown.items()},
        _configuration(raw["configuration"], module),
    )


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_empty(part) for name, part in value.items() if part not in (None, [], {})}
    return [_without_empty(part) for part in value] if isinstance(value, list) else value


def _true_alone(unknown: Any) -> Any:
    """Remove all but True from an `after_unknown`; lists keep their length, so that indexes still fit."""
    if isinstance(unknown, dict):
        parts = {name: _true_alone(part) for name, part in unknown.items()}
        return {name: part for name, part in parts.items() if _has_true(part)}
    return [_true_alone(part) for part in unknown] if isinstance(unknown, list) else unknown


def _has_true(unknown: Any) -> bool:
    if isinstance(unknown, (dict, list)):
        return any(_has_true(part) for part in (unknown.values() if isinstance(unknown, dict) else unknown))
    return unknown is True


def _configuration(whole: dict[str, Any], module: str) -> dict[str, Any]:
    """Return the configuration with the call of this module alone, because each scan writes it out."""
    if not module:
        return whole
    root, name = whole["root_module"], module.split(".")[1].split("[")[0]
    return {"root_module": {**root, "module_calls": {name: root["module_calls"][name]}}}


def instances(path: Path) -> list[str]:
    """Return the addresses of the module instances in a plan's root."""
    raw = json.loads(path.read_text())
    return [child["address"] for child in raw["planned_values"]["root_module"]["child_modules"]]


def without(plan: Plan, address: str) -> Plan:
    """Return the plan without a resource."""
    return Plan(
        tuple(one for one in plan.resources if one["address"] != address), plan.unknown, plan.configuration
    )


def replaced(plan: Plan, address: str, values: dict[str, Any]) -> Plan:
    """Return the plan with a resource's values replaced."""
    return changed(plan, address, lambda one: {**one, "values": values})


def only(plan: Plan, kinds: Collection[str]) -> Plan:
    """Return the plan with the resources of these types alone."""
    return Plan(
        tuple(one for one in plan.resources if one["type"] in kinds), plan.unknown, plan.configuration
    )


def known(plan: Plan, address: str, attribute: str | int, values: dict[str, Any]) -> Plan:
    """Return the plan with a resource's values replaced, and one of its attributes fully known."""
    parts = {key: value for key, value in plan.unknown.get(address, {}).items() if key != attribute}
    made = replaced(plan, address, values)
    return Plan(made.resources, {**plan.unknown, address: parts}, plan.configuration)


def hidden(plan: Plan, address: str, attribute: str, parts: Any = True) -> Plan:
    """Return the plan with an attribute of a resource, or parts of it, unknown until the apply."""
    unknown = {**plan.unknown, address: {**plan.unknown.get(address, {}), attribute: parts}}
    made = changed(plan, address, lambda one: {**one, "values": {**one["values"], attribute: None}})
    return Plan(made.resources, unknown, plan.configuration)


def changed(plan: Plan, address: str, change: Callable[[Resource], Resource]) -> Plan:
    """Return the plan with one resource changed."""
    return Plan(
        tuple(change(one) if one["address"] == address else one for one in plan.resources),
        plan.unknown,
        plan.configuration,
    )


def _resources(module: dict[str, Any]) -> list[Resource]:
    found = [resource for resource in module.get("resources", ()) if resource["mode"] == "managed"]
    for child in module.get("child_modules", ()):
        found += _resources(child)
    return found

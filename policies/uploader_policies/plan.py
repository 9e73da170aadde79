"""Reads the configuration of a plan, in the format of `terraform show -json`.

A value that is known only after apply becomes Unknown. The plan's `configuration` tells which resources an
expression refers to, through variables and outputs of modules. A reference to a `local` cannot be followed,
because a plan has no locals. It may lead to any resource of that module and of the modules that it calls.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from uploader_policies.configuration import Configuration, Resource, Scope
from uploader_policies.values import UNKNOWN

_CALL = re.compile(r'module\.([^.\[]+)(?:\[(?:(\d+)|("(?:[^"\\]|\\.)*"))\])?\.?')
_STEP = re.compile(r'([A-Za-z_][\w-]*)(?:\[(?:(\d+)|("(?:[^"\\]|\\.)*")|[^\]]*)\])?')


def read_plan(plan: Mapping[str, Any]) -> Configuration:
    """Return the configuration of a plan, without the resources that the plan destroys."""
    return Configuration("plan", _Reader(plan).resources)


class _Reader:
    def __init__(self, plan: Mapping[str, Any]) -> None:
        self._root: dict[str, Any] = plan.get("configuration", {}).get("root_module", {})
        self._unknown = {
            change["address"]: change.get("change", {}).get("after_unknown") or {}
            for change in plan.get("resource_changes", ())
        }
        self._found: dict[tuple[Scope, str, str], list[Resource]] = {}
        self._scopes: set[Scope] = {()}
        self._resolving: set[tuple[Scope, str]] = set()
        self._unresolved: set[Scope] = set()
        states = (plan.get("planned_values", {}), plan.get("prior_state", {}).get("values") or {})
        self.resources: list[Resource] = []
        for number, state in enumerate(states):
            for resource in _resources(state.get("root_module", {})):
                # A data source that was read before the plan is in prior_state only.
                if number == 0 or resource.get("mode") == "data":
                    self._add(resource)

    def _add(self, resource: Mapping[str, Any]) -> None:
        address = str(resource["address"])
        data = resource.get("mode") == "data"
        kind = f"data.{resource['type']}" if data else str(resource["type"])
        scope = scope_of(address)
        name, key = str(resource["name"]), resource.get("index")
        values = with_unknown(resource.get("values") or {}, self._unknown.get(address, {}))
        configuration = self._configuration(scope, kind, name)
        expressions = configuration.get("expressions", {})

        def refers(path: str) -> Iterator[Resource]:
            each = list(_references(configuration.get("for_each_expression", {})))
            for reference in _references(expressions.get(path.split(".")[0], {})):
                yield from _same_key(self._resolve(reference, scope, each), key)

        def unresolved_scopes(path: str) -> set[Scope]:
            self._unresolved = set()
            list(refers(path))
            return self._unresolved

        made = Resource(
            *(kind, name, address, values),
            scope=scope,
            key=key,
            refers=refers,
            is_written=lambda path: _is_written(expressions, path.split(".")),
            unresolved_scopes=unresolved_scopes,
            sensitive=resource.get("sensitive_values"),
        )
        self.resources.append(made)
        self._found.setdefault((scope, kind, name), []).append(made)
        self._scopes.update(scope[:depth] for depth in range(len(scope) + 1))

    def _module(self, scope: Scope) -> dict[str, Any]:
        module = self._root
        for name, _ in scope:
            module = module.get("module_calls", {}).get(name, {}).get("module", {})
        return module

    def _configuration(self, scope: Scope, kind: str, name: str) -> dict[str, Any]:
        for resource in self._module(scope).get("resources", ()):
            prefix = "data." if resource.get("mode") == "data" else ""
            if (prefix + resource["type"], resource["name"]) == (kind, name):
                return dict(resource)
        return {}

    def _resolve(self, reference: str, scope: Scope, each: list[str]) -> list[Resource]:
        """Return the resources that a reference in the module at `scope` leads to.

        `each`: the references in the `for_each` around it, which `each.value` may be.
        """
        if (scope, reference) in self._resolving:
            return []
        self._resolving.add((scope, reference))
        try:
            return list(self._follow(reference, scope, each))
        finally:
            self._resolving.discard((scope, reference))

    def _follow(self, reference: str, scope: Scope, each: list[str]) -> Iterator[Resource]:
        (head, _), *steps = _steps(reference)
        if head == "var" and scope and steps:
            call = self._module(scope[:-1]).get("module_calls", {}).get(scope[-1][0], {})
            around = list(_references(call.get("for_each_expression", {})))
            for inner in _references(call.get("expressions", {}).get(steps[0][0], {})):
                yield from _same_key(self._resolve(inner, scope[:-1], around), scope[-1][1])
        elif head == "local":
            self._unresolved.add(scope)
        elif head == "each":
            for outer in each:
                yield from self._resolve(outer, scope, [])
        elif head == "module" and len(steps) > 1:
            (name, key), (output, _), *_ = steps
            for called in self._called(scope, name, key):
                expression = self._module(called).get("outputs", {}).get(output, {}).get("expression", {})
                for inner in _references(expression):
                    yield from self._resolve(inner, called, [])
        elif steps:
            kind = head if head != "data" else f"data.{steps.pop(0)[0]}"
            for name, key in steps[:1]:
                found = self._found.get((scope, kind, name), [])
                yield from (one for one in found if key in (None, one.key))

    def _called(self, scope: Scope, name: str, key: int | str | None) -> list[Scope]:
        return [
            inner
            for inner in self._scopes
            if len(inner) == len(scope) + 1
            and inner[:-1] == scope
            and inner[-1][0] == name
            and key in (None, inner[-1][1])
        ]


def scope_of(address: str) -> Scope:
    """Return the module instance of a resource's address.

    >>> scope_of('module.uploader["eu"].aws_s3_bucket.uploads')
    (('uploader', 'eu'),)
    """
    scope: list[tuple[str, int | str | None]] = []
    position = 0
    while match := _CALL.match(address, position):
        name, number, text = match.groups()
        scope.append((name, int(number) if number else _unquoted(text)))
        position = match.end()
    return tuple(scope)


def with_unknown(values: Any, unknown: Any) -> Any:
    """Return `values` with UNKNOWN in each place where `unknown`, the plan's `after_unknown`, has true."""
    if unknown is True:
        return UNKNOWN
    if not _has_unknown(unknown):
        return values
    if isinstance(unknown, Mapping):
        known = values if isinstance(values, Mapping) else {}
        return {
            **known,
            **{
                name: with_unknown(known.get(name), part)
                for name, part in unknown.items()
                if _has_unknown(part)
            },
        }
    items = values if isinstance(values, list) else []
    return [with_unknown(*pair) for pair in itertools.zip_longest(items, unknown)]


def _has_unknown(unknown: Any) -> bool:
    """Return whether a part of `after_unknown` has true anywhere."""
    parts = unknown.values() if isinstance(unknown, Mapping) else unknown if isinstance(unknown, list) else ()
    return unknown is True or any(_has_unknown(part) for part in parts)


def _resources(module: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from module.get("resources", ())
    for child in module.get("child_modules", ()):
        yield from _resources(child)


def _references(expression: Any) -> Iterator[str]:
    """Yield the references in an expression or a nested block, without prefixes of another reference.

    A plan lists `aws_s3_bucket.uploads.arn` and also `aws_s3_bucket.uploads`; only the first is yielded.
    """
    if isinstance(expression, Mapping):
        if isinstance(expression.get("references"), list):
            references = expression["references"]
            yield from (
                one
                for one in references
                if not any(other != one and other.startswith((f"{one}.", f"{one}[")) for other in references)
            )
        else:
            for inner in expression.values():
                yield from _references(inner)
    elif isinstance(expression, list):
        for inner in expression:
            yield from _references(inner)


def _is_written(expression: Any, path: list[str]) -> bool:
    """Return whether an expression is set at `path`, in any of the nested blocks."""
    if isinstance(expression, list):
        return any(_is_written(block, path) for block in expression)
    if not path or not isinstance(expression, Mapping):
        return not path
    return path[0] in expression and _is_written(expression[path[0]], path[1:])


def _same_key(found: list[Resource], key: int | str | None) -> list[Resource]:
    """Return the instances with the same key, or all if none has it.

    A plan lists the reference `x[each.key]` as `x`; the instance with our key is meant.
    """
    same = [one for one in found if one.key == key]
    return same if key is not None and same else found


def _steps(reference: str) -> list[tuple[str, int | str | None]]:
    """Return each name in a reference with its literal index key, or None.

    >>> _steps('module.uploader["eu"].bucket')
    [('module', None), ('uploader', 'eu'), ('bucket', None)]
    """
    return [
        (name, int(number) if number else _unquoted(text)) for name, number, text in _STEP.findall(reference)
    ]


def _unquoted(text: str | None) -> str | None:
    return text[1:-1].replace('\\"', '"') if text else None

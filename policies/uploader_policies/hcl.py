"""Reads the configuration of an HCL root module from Checkov's graph, after Checkov has rendered variables.

A value that is still an expression becomes Unknown. A dynamic block becomes Unknown too, because the graph
does not keep the values of its `for_each`. The graph's edges tell which resources an expression refers to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from uploader_policies.configuration import Configuration, Resource, Scope
from uploader_policies.values import UNKNOWN, Unknown

_EXPRESSION = re.compile(
    r"""
      \$\{                                                # an interpolation
    | (?:^|[^\w.\-/])                                      # a reference to a named value
      (?:var|local|module|data|each|count|path|self|terraform)\.[A-Za-z_]
    | (?:^|[^\w.\-/])aws_[a-z0-9_]+\.[A-Za-z_]             # a reference to a resource
    | ^\s*[a-z0-9_]+\(.*\)                                # a function call
    | ^\s*[\[{]\s*for\s                                   # a for expression
    | \s\?\s.*\s:\s                                      # a conditional
    """,
    re.DOTALL | re.VERBOSE,
)
_META = {"count", "for_each", "lifecycle", "provider"}

_Edges = dict[Any, list[tuple[str, Any]]]
"""Maps each vertex of the graph to its references: the attribute, and the vertex that it refers to."""


def read_graph(graph: Any) -> dict[Path, tuple[Configuration, dict[int, Resource]]]:
    """For each root folder, return its configuration, and its resources by `id(conf)`.

    `conf` is the dictionary that Checkov passes to `scan_resource_conf`.
    """
    vertices, edges = _parts(graph)
    made: dict[Any, tuple[Path, Resource, int]] = {}

    def refers_from(vertex: Any) -> Any:
        return lambda path: _reached(vertex, path, vertices, edges, made)

    for vertex, attributes in vertices.items():
        if attributes.get("block_type_") not in ("resource", "data"):
            continue
        conf = _conf(attributes)
        if conf is None or conf.get("count") == [0]:
            continue
        root, scope = _place(attributes)
        resource = _resource(attributes, conf, scope, refers_from(vertex))
        made[vertex] = (root, resource, id(conf))
    roots: dict[Path, list[tuple[Resource, int]]] = defaultdict(list)
    for root, resource, identity in made.values():
        roots[root].append((resource, identity))
    return {
        root: (Configuration("hcl", [one for one, _ in found]), {identity: one for one, identity in found})
        for root, found in roots.items()
    }


def is_expression(text: str) -> bool:
    """Return whether a string is an expression that Checkov did not evaluate."""
    return bool(_EXPRESSION.search(text))


def plain(value: Any) -> Any:
    """Return a value of Checkov's HCL parser without the list around it; expressions become Unknown."""
    if isinstance(value, str):
        return Unknown(value) if is_expression(value) else value
    if isinstance(value, Mapping):
        # A dynamic block may produce no block at all.
        dynamic = {name for block in _dynamic(value) for name in block}
        static = {
            str(name): plain(item)
            for name, item in value.items()
            if not str(name).startswith("__") and name != "dynamic"
        }
        return static | dict.fromkeys(dynamic, UNKNOWN)
    if isinstance(value, list):
        if len(value) == 1 and not isinstance(value[0], Mapping):
            return plain(value[0])
        return [plain(item) for item in value]
    return value


def _parts(graph: Any) -> tuple[dict[Any, Mapping[str, Any]], _Edges]:
    """Return vertices and edges of a graph of rustworkx or networkx: Checkov uses either."""
    edges: _Edges = defaultdict(list)
    if hasattr(graph, "weighted_edge_list"):  # rustworkx
        vertices = dict(graph.nodes())
        triples = graph.weighted_edge_list()
    else:  # networkx
        vertices = dict(graph.nodes(data=True))
        triples = graph.edges(data=True)
    for origin, target, data in triples:
        edges[origin].append((str(data.get("label", "")), target))
    return vertices, edges


def _conf(attributes: Mapping[str, Any]) -> dict[str, Any] | None:
    conf: Any = attributes.get("config_")
    for part in str(attributes.get("block_name_", "")).split(".", 1):
        conf = conf.get(part) if isinstance(conf, Mapping) else None
    return conf if isinstance(conf, dict) else None


def _place(attributes: Mapping[str, Any]) -> tuple[Path, Scope]:
    """Return the root folder of a resource, and its module instance."""
    calls = []
    module = attributes.get("source_module_object_")
    outermost = attributes["file_path_"]
    while module is not None:
        calls.append((str(module.name), module.foreach_idx))
        outermost = module.path
        module = module.nested_tf_module
    return Path(outermost).parent, tuple(reversed(calls))


def _resource(attributes: Mapping[str, Any], conf: Mapping[str, Any], scope: Scope, refers: Any) -> Resource:
    kind, _, name = str(attributes["block_name_"]).partition(".")
    name, _, key = name.partition("[")
    return Resource(
        kind if attributes["block_type_"] == "resource" else f"data.{kind}",
        name,
        str(conf.get("__address__") or attributes["block_name_"]),
        {name: value for name, value in plain(conf).items() if name not in _META},
        scope=scope,
        key=key.rstrip("]").strip('"') or None,
        # Checkov removes `count` and `for_each` when it has evaluated them.
        certain="count" not in conf and "for_each" not in conf,
        refers=refers,
    )


def _reached(
    vertex: Any,
    path: str,
    vertices: Mapping[Any, Mapping[str, Any]],
    edges: _Edges,
    made: Mapping[Any, tuple[Path, Resource, int]],
) -> Iterator[Resource]:
    """Yield the resources that the attribute at `path` refers to, through locals, variables and outputs."""
    root = made[vertex][0]
    waiting = [target for label, target in edges[vertex] if _same_path(label, path)]
    seen = set()
    while waiting:
        target = waiting.pop(0)
        if target in seen:
            continue
        seen.add(target)
        if target in made:
            if made[target][0] == root:
                yield made[target][1]
            continue
        waiting += _further(target, vertices, edges)


def _further(vertex: Any, vertices: Mapping[Any, Mapping[str, Any]], edges: _Edges) -> Iterator[Any]:
    """Yield the vertices that the value of a local, an output or a variable refers to.

    For a variable, only the edges of its own argument in the module call count.
    """
    for _, target in edges[vertex]:
        if vertices[target].get("block_type_") == "module":
            argument = str(vertices[vertex].get("block_name_", ""))
            yield from (inner for label, inner in edges[target] if _same_path(label, argument))
        else:
            yield target


def _same_path(label: str, path: str) -> bool:
    """Return whether an edge's label is the attribute at `path`, a part of it, or a block around it."""
    label = re.sub(r"\.\d+(?=\.|$)", "", label)
    return label == path or label.startswith(f"{path}.") or path.startswith(f"{label}.")


def _dynamic(value: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found = value.get("dynamic")
    return [block for block in found if isinstance(block, Mapping)] if isinstance(found, list) else ()

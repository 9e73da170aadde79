"""The estate of a folder of HCL, as Checkov's graph has it after its own rendering of variables.

Whatever is still an expression there is Unknown. So is every dynamic block: the graph does not keep for
which values it is made. To which resources an expression refers is read from the graph's edges.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from uploader_policies.estate import Estate, Resource, Scope
from uploader_policies.values import UNKNOWN, Unknown

_EXPRESSION = re.compile(
    r"\$\{"
    r"|(?:^|[^\w.\-/])(?:var|local|module|data|each|count|path|self|terraform)\.[A-Za-z_]"
    r"|(?:^|[^\w.\-/])aws_[a-z0-9_]+\.[A-Za-z_]"
    r"|^\s*[a-z0-9_]+\(.*\)"
    r"|^\s*[\[{]\s*for\s"
    r"|\s\?\s.*\s:\s",
    re.DOTALL,
)
_META = {"count", "for_each", "lifecycle", "provider"}

_Edges = dict[Any, list[tuple[str, Any]]]
"""From each vertex of the graph: the attribute that refers, and the vertex to which it refers."""


def read_graph(graph: Any) -> dict[Path, tuple[Estate, dict[int, Resource]]]:
    """Return, by root folder, the estate and its resources by the id() of the configuration Checkov scans."""
    vertices, edges = _parts(graph)
    made: dict[Any, tuple[Path, Resource, int]] = {}

    def refers_from(vertex: Any) -> Any:
        return lambda path: _reached(vertex, path, vertices, edges, made)

    for vertex, attributes in vertices.items():
        if attributes.get("block_type_") not in ("resource", "data"):
            continue
        configuration = _configuration(attributes)
        if configuration is None or configuration.get("count") == [0]:
            continue
        root, scope = _place(attributes)
        resource = _resource(attributes, configuration, scope, refers_from(vertex))
        made[vertex] = (root, resource, id(configuration))
    roots: dict[Path, list[tuple[Resource, int]]] = defaultdict(list)
    for root, resource, identity in made.values():
        roots[root].append((resource, identity))
    return {
        root: (Estate("hcl", [one for one, _ in found]), {identity: one for one, identity in found})
        for root, found in roots.items()
    }


def is_expression(text: str) -> bool:
    """Tell whether a string is an expression that Checkov could not evaluate."""
    return bool(_EXPRESSION.search(text))


def plain(value: Any) -> Any:
    """Return what Checkov's parser made of HCL without its list around each value, expressions as Unknown."""
    if isinstance(value, str):
        return Unknown(value) if is_expression(value) else value
    if isinstance(value, Mapping):
        # Of a dynamic block it is not known whether it is there at all.
        dynamic = {name for block in _dynamic(value) for name in block}
        named = {
            str(name): plain(item)
            for name, item in value.items()
            if not str(name).startswith("__") and name != "dynamic"
        }
        return named | dict.fromkeys(dynamic, UNKNOWN)
    if isinstance(value, list):
        if len(value) == 1 and not isinstance(value[0], Mapping):
            return plain(value[0])
        return [plain(item) for item in value]
    return value


def _parts(graph: Any) -> tuple[dict[Any, Mapping[str, Any]], _Edges]:
    """Return vertices and edges of either graph library that Checkov uses."""
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


def _configuration(attributes: Mapping[str, Any]) -> dict[str, Any] | None:
    configuration: Any = attributes.get("config_")
    for part in str(attributes.get("block_name_", "")).split(".", 1):
        configuration = configuration.get(part) if isinstance(configuration, Mapping) else None
    return configuration if isinstance(configuration, dict) else None


def _place(attributes: Mapping[str, Any]) -> tuple[Path, Scope]:
    """Return the root folder, and the module calls that lead from there to the resource."""
    calls = []
    module = attributes.get("source_module_object_")
    outermost = attributes["file_path_"]
    while module is not None:
        calls.append((str(module.name), module.foreach_idx))
        outermost = module.path
        module = module.nested_tf_module
    return Path(outermost).parent, tuple(reversed(calls))


def _resource(
    attributes: Mapping[str, Any], configuration: Mapping[str, Any], scope: Scope, refers: Any
) -> Resource:
    kind, _, name = str(attributes["block_name_"]).partition(".")
    name, _, key = name.partition("[")
    return Resource(
        kind if attributes["block_type_"] == "resource" else f"data.{kind}",
        name,
        str(configuration.get("__address__") or attributes["block_name_"]),
        {name: value for name, value in plain(configuration).items() if name not in _META},
        scope=scope,
        key=key.rstrip("]").strip('"') or None,
        # Checkov takes these away once it knows for what the resource is made.
        certain="count" not in configuration and "for_each" not in configuration,
        refers=refers,
    )


def _reached(
    vertex: Any,
    path: str,
    vertices: Mapping[Any, Mapping[str, Any]],
    edges: _Edges,
    made: Mapping[Any, tuple[Path, Resource, int]],
) -> Iterator[Resource]:
    """Yield the resources that the attribute at `path` reaches through locals, variables and outputs."""
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
    """Yield what stands behind a local, an output, or a variable: of a variable, its own argument alone."""
    for _, target in edges[vertex]:
        if vertices[target].get("block_type_") == "module":
            argument = str(vertices[vertex].get("block_name_", ""))
            yield from (inner for label, inner in edges[target] if _same_path(label, argument))
        else:
            yield target


def _same_path(label: str, path: str) -> bool:
    """Tell whether an edge's label is the attribute at `path`, a part of it, or a block around it."""
    label = re.sub(r"\.\d+(?=\.|$)", "", label)
    return label == path or label.startswith(f"{path}.") or path.startswith(f"{label}.")


def _dynamic(value: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    found = value.get("dynamic")
    return [block for block in found if isinstance(block, Mapping)] if isinstance(found, list) else ()

"""From what Checkov hands to a check to the resource that it is about, and the uploader around it."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from uploader_policies.estate import Resource
from uploader_policies.hcl import read_graph
from uploader_policies.plan import read_plan
from uploader_policies.uploader import Uploader


@dataclass(frozen=True)
class Found:
    """A resource, and the uploaders of the scan that it was found in."""

    resource: Resource
    uploader: Uploader


class Scan:
    """All that one run of Checkov sees, read once."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    @cached_property
    def _plans(self) -> dict[Path, dict[str, Found]]:
        """The resources of each plan by address."""
        nodes = self.graph.nodes(data=True) if hasattr(self.graph, "is_multigraph") else self.graph.nodes()
        files = {Path(str(attributes["file_path_"])) for _, attributes in nodes}
        plans = {}
        for file in files:
            if file.suffix == ".json":
                uploader = Uploader(read_plan(json.loads(file.read_bytes())))
                plans[file] = {one.address: Found(one, uploader) for one in uploader.estate.resources}
        return plans

    @cached_property
    def _configurations(self) -> dict[int, Found]:
        """The resources of HCL by the identity of the configuration that Checkov scans."""
        found: dict[int, Found] = {}
        for estate, resources in read_graph(self.graph).values():
            uploader = Uploader(estate)
            found |= {identity: Found(one, uploader) for identity, one in resources.items()}
        return found

    def find(self, scanned_file: str, configuration: dict[str, Any]) -> Found | None:
        """Return the resource of `configuration`, read from the file whose path ends so."""
        if not self._plans:
            return self._configurations.get(id(configuration))
        endings = [file for file in self._plans if str(file).endswith(scanned_file)]
        if not endings:
            return None
        plan = self._plans[min(endings, key=lambda file: len(str(file)))]
        return plan.get(str(configuration.get("__address__")))


_last: Scan | None = None


def find(graph: Any, entity_path: str, configuration: dict[str, Any]) -> Found | None:
    """Return the resource that Checkov asks about, None for one that cannot be looked at.

    `entity_path` is Checkov's: the file, the type and the name, with a colon between them.
    """
    global _last
    if graph is None:
        logging.error("Checkov gave no graph for %s: the uploader's policies cannot judge it", entity_path)
        return None
    if _last is None or _last.graph is not graph:
        _last = Scan(graph)
    return _last.find(entity_path.rsplit(":", 2)[0], configuration)

"""Finds the resource that Checkov asks a check about, and the uploader that it is part of."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from uploader_policies.configuration import Resource
from uploader_policies.hcl import read_graph
from uploader_policies.plan import read_plan
from uploader_policies.uploader import Uploader


@dataclass(frozen=True)
class Found:
    """A resource, and the uploaders of its configuration."""

    resource: Resource
    uploader: Uploader


class Scan:
    """The configurations of one run of Checkov, each read once."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    @cached_property
    def _plans(self) -> dict[Path, dict[str, Found]]:
        """For each plan file, its resources by address."""
        nodes = self.graph.nodes(data=True) if hasattr(self.graph, "is_multigraph") else self.graph.nodes()
        files = {Path(str(attributes["file_path_"])) for _, attributes in nodes}
        plans = {}
        for file in files:
            if file.suffix == ".json":
                uploader = Uploader(read_plan(json.loads(file.read_bytes())))
                plans[file] = {one.address: Found(one, uploader) for one in uploader.configuration.resources}
        return plans

    @cached_property
    def _hcl(self) -> dict[int, Found]:
        """The resources of HCL by the `id()` of Checkov's `conf`."""
        found: dict[int, Found] = {}
        for configuration, resources in read_graph(self.graph).values():
            uploader = Uploader(configuration)
            found |= {conf_id: Found(one, uploader) for conf_id, one in resources.items()}
        return found

    def find(self, scanned_file: str, conf: dict[str, Any]) -> Found | None:
        """Return the resource of Checkov's `conf`; `scanned_file` is the end of its file's path."""
        if not self._plans:
            return self._hcl.get(id(conf))
        endings = [file for file in self._plans if str(file).endswith(scanned_file)]
        if not endings:
            return None
        plan = self._plans[min(endings, key=lambda file: len(str(file)))]
        return plan.get(str(conf.get("__address__")))


_last: Scan | None = None


def find(graph: Any, entity_path: str, conf: dict[str, Any]) -> Found | None:
    """Return the resource that Checkov asks about; None if the scan did not read it.

    `entity_path` and `conf` are Checkov's; `entity_path` has the form `file:type:name`.
    """
    global _last
    if graph is None:
        logging.error("Checkov gave no graph for %s: the uploader's policies cannot check it", entity_path)
        return None
    if _last is None or _last.graph is not graph:
        _last = Scan(graph)
    return _last.find(entity_path.rsplit(":", 2)[0], conf)

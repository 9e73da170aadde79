"""Scans by Checkov in this process, started once, with the policies of this repository loaded."""

from __future__ import annotations

import importlib
import json
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Checkov's own imports
    from checkov.common.checks_infra.registry import get_graph_checks_registry
    from checkov.common.output.report import Report
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform import plan_parser
    from checkov.terraform.checks.resource.registry import resource_registry
    from checkov.terraform.plan_runner import Runner as PlanRunner
    from checkov.terraform.plan_utils import build_definitions_context
    from checkov.terraform.runner import Runner as HclRunner

from tests.policies.places import POLICIES
from tests.policies.plans import Plan

CUSTOM = "CKV2_IMG_*"


@dataclass
class Result:
    """Which resources passed and failed, by policy, and what HCL left open."""

    report: Report
    passed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    failed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    details: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    undecided: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def load() -> None:
    """Load Checkov's checks and ours, as `--external-checks-dir policies` does."""
    registry = get_graph_checks_registry("terraform")
    registry.load_checks()
    resource_registry.load_external_checks(str(POLICIES))
    registry.load_external_checks(str(POLICIES))


def scan_plan(path: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a plan's JSON file; with no `checks`, by Checkov's whole catalogue and our policies."""
    runner = PlanRunner()
    return _result(runner.run(files=[str(path)], runner_filter=_filter("terraform_plan", checks)))


def scan_hcl(folder: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a folder of HCL and those below it."""
    return _result(HclRunner().run(root_folder=str(folder), runner_filter=_filter("terraform", checks)))


@dataclass
class _FileAlone:
    """What our policies read of the graph of a plan."""

    path: Path

    def nodes(self) -> list[tuple[int, dict[str, str]]]:
        return [(0, {"file_path_": str(self.path)})]


def scan_in_memory(plan: Plan, path: Path) -> Result:
    """Scan a plan by our policies without Checkov's parser and graph, which take most of a scan's time.

    The parser only adds line numbers. Of a plan's graph our policies read which file it was made of, and then
    that file: `path` is written for them. All else is Checkov's own way from the document to the report.
    """
    document = plan.as_json()
    path.write_text(json.dumps(document))
    root = document["planned_values"]["root_module"]
    lines = {"start_line": 0, "end_line": 0}
    root["resources"] = [{**one, "values": {**one["values"], **lines}} for one in root["resources"]]
    parse, plan_parser.parse = plan_parser.parse, lambda *_: (document, [(1, "")])
    try:
        definitions, text = plan_parser.parse_tf_plan(str(path), {})
    finally:
        plan_parser.parse = parse
    runner = PlanRunner()
    runner.definitions = {str(path): definitions}
    runner.context = build_definitions_context(runner.definitions, {str(path): text})
    runner.graph_manager.db_connector.graph = _FileAlone(path)
    report = Report(runner.check_type)
    runner.check_tf_definition(report, str(path.parent), _filter("terraform_plan", (CUSTOM,)))
    return _result(report)


def _filter(framework: str, checks: Iterable[str]) -> RunnerFilter:
    return RunnerFilter(framework=[framework], checks=list(checks))


def _result(report: Any) -> Result:
    # On the path once Checkov has loaded the policies.
    undecided = importlib.import_module("uploader_policies.policy").undecided
    result = Result(report)
    for record in report.passed_checks:
        result.passed[record.check_id].add(record.resource)
    for record in report.failed_checks:
        result.failed[record.check_id].add(record.resource)
        result.details[record.check_id, record.resource] = record.details
    for policy, address, _ in undecided:
        result.undecided[policy].add(address)
    undecided.clear()
    return result

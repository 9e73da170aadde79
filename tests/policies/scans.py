"""Scans by Checkov in this process, started once, with the policies of this repository loaded."""

from __future__ import annotations

import gc
import importlib
import warnings
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Checkov's own imports
    from checkov.common.checks_infra.registry import get_graph_checks_registry
    from checkov.common.models.enums import CheckResult
    from checkov.common.output.report import Report
    from checkov.runner_filter import RunnerFilter
    from checkov.terraform.checks.resource.registry import resource_registry
    from checkov.terraform.plan_runner import Runner as PlanRunner
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
    gc.freeze()  # each collection would look at all of Checkov, and take a third of a scan's time


def scan_plan(path: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a plan's JSON file; with no `checks`, by Checkov's whole catalogue and our policies."""
    runner = PlanRunner()
    return _result(runner.run(files=[str(path)], runner_filter=_filter("terraform_plan", checks)))


def scan_hcl(folder: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a folder of HCL and those below it."""
    return _result(HclRunner().run(root_folder=str(folder), runner_filter=_filter("terraform", checks)))


def scan_in_memory(plan: Plan) -> Result:
    """Scan a plan by our policies as `scan_plan` does, without Checkov's way from a file to a policy.

    That way takes nine tenths of a scan's time.
    """
    uploader = _loaded("uploader").Uploader(_loaded("plan").read_plan(plan.as_json()))
    base = _loaded("policy").UploaderPolicy
    result = Result(Report("terraform_plan"))
    found = {CheckResult.PASSED: result.passed, CheckResult.FAILED: result.failed}
    for resource in uploader.configuration.resources:
        for policy in resource_registry.checks.get(resource.kind, ()):
            if isinstance(policy, base):
                verdict = policy.check_resource(resource, uploader)
                if verdict in found:
                    found[verdict][policy.id].add(resource.address)
                if verdict == CheckResult.FAILED:
                    result.details[policy.id, resource.address] = policy.details
    return result


def _filter(framework: str, checks: Iterable[str]) -> RunnerFilter:
    return RunnerFilter(framework=[framework], checks=list(checks))


def _result(report: Any) -> Result:
    undecided = _loaded("policy").undecided
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


def _loaded(module: str) -> Any:
    """Return a module of our policies, which is on the path once Checkov has loaded them."""
    return importlib.import_module(f"uploader_policies.{module}")

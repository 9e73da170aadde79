"""Runs Checkov's scans in this process, which imports Checkov and loads our policies once."""

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
    warnings.simplefilter("ignore")  # Checkov's own imports warn
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
    """The addresses of the resources that passed, failed or stayed undecided (in HCL), by policy.

    `details` has the reasons of each failure, by policy and address.
    """

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
    gc.freeze()  # else each collection goes through all of Checkov, a third of a scan's time


def scan_plan(path: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a plan's JSON file; an empty `checks` means Checkov's whole catalogue and our policies."""
    runner = PlanRunner()
    return _result(runner.run(files=[str(path)], runner_filter=_filter("terraform_plan", checks)))


def scan_hcl(folder: Path, checks: Iterable[str] = (CUSTOM,)) -> Result:
    """Scan a folder of HCL and its subfolders."""
    return _result(HclRunner().run(root_folder=str(folder), runner_filter=_filter("terraform", checks)))


def scan_in_memory(plan: Plan) -> Result:
    """Scan a plan by our policies alone, with the same result as `scan_plan`, but without Checkov's runner.

    The runner takes nine tenths of a scan's time.
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
    """Return a module of our policies; Checkov puts them on the path when it loads them."""
    return importlib.import_module(f"uploader_policies.{module}")

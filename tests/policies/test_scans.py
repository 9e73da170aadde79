"""The module and the examples pass all checks, ours and Checkov's own, except the skipped ones."""

from __future__ import annotations

import json

import pytest

from tests.policies import scans
from tests.policies.places import REPORTS, ROOT
from tests.policies.report import write_reports
from tests.policies.skips import HCL_ALONE, skips
from tests.policies.thrown_away import THROWN_AWAY
from tools.build_docs.catalogue import policies

DISPOSABLE = "module.dev."  # a temporary environment, as its values say


def failures(result: scans.Result, *, ours: bool) -> dict[str, set[str]]:
    """Return the failed resources by check: of our policies, or of Checkov's own checks."""
    return {
        check: found
        for check, found in result.failed.items()
        if found and check.startswith("CKV2_IMG_") is ours
    }


@pytest.fixture(scope="module")
def examples_hcl() -> scans.Result:
    return scans.scan_hcl(ROOT / "examples", checks=())


@pytest.fixture(scope="module")
def in_plans(module_plan: scans.Result, examples_plan: scans.Result) -> set[str]:
    """Ids of Checkov's own checks that fail in a plan, without those of the disposable environment."""
    kept = {
        check
        for check, found in failures(examples_plan, ours=False).items()
        if any(not address.startswith(DISPOSABLE) for address in found)
    }
    return kept | set(failures(module_plan, ours=False))


@pytest.fixture(scope="module")
def in_hcl(module_hcl: scans.Result, examples_hcl: scans.Result) -> set[str]:
    return set(failures(module_hcl, ours=False)) | set(failures(examples_hcl, ours=False))


def test_nothing_is_left_unread(
    module_plan: scans.Result,
    examples_plan: scans.Result,
    module_hcl: scans.Result,
    examples_hcl: scans.Result,
) -> None:
    for result in (module_plan, examples_plan, module_hcl, examples_hcl):
        assert result.report.parsing_errors == []


def test_the_module_passes_our_policies_in_a_plan(module_plan: scans.Result) -> None:
    assert failures(module_plan, ours=True) == {}


def test_the_module_passes_our_policies_in_hcl(module_hcl: scans.Result) -> None:
    assert failures(module_hcl, ours=True) == {}


def test_the_examples_pass_our_policies(examples_plan: scans.Result, examples_hcl: scans.Result) -> None:
    assert failures(examples_hcl, ours=True) == {}
    kept = {
        check: found
        for check, addresses in failures(examples_plan, ours=True).items()
        if (found := {address for address in addresses if not address.startswith(DISPOSABLE)})
    }
    assert kept == {}


def test_an_environment_that_is_thrown_away_gives_up_what_is_listed(examples_plan: scans.Result) -> None:
    given_up = {
        check
        for check, addresses in examples_plan.failed.items()
        if any(address.startswith(DISPOSABLE) for address in addresses)
    }
    assert given_up - set(skips()) == set(THROWN_AWAY)


def test_every_policy_passes_on_an_example(examples_plan: scans.Result) -> None:
    assert [policy.id for policy in policies() if not examples_plan.passed.get(policy.id)] == []


def test_every_policy_is_decided_by_the_plan(module_plan: scans.Result, examples_plan: scans.Result) -> None:
    """HCL may leave a policy undecided, but a plan may not."""
    decided = {check for result in (module_plan, examples_plan) for check in result.passed}
    assert {policy.id for policy in policies()} <= decided


def test_what_fails_in_checkovs_catalogue_is_skipped_and_nothing_else(
    in_plans: set[str], in_hcl: set[str]
) -> None:
    assert set(skips()) == in_plans | in_hcl


def test_what_is_skipped_for_hcl_alone_passes_in_plans(in_plans: set[str], in_hcl: set[str]) -> None:
    for_hcl = {check for check, reason in skips().items() if reason.startswith(HCL_ALONE)}
    assert for_hcl == in_hcl - in_plans


def test_reports_are_left_for_people_and_for_ci(
    module_plan: scans.Result, examples_plan: scans.Result, module_hcl: scans.Result
) -> None:
    table = write_reports(
        {"module, plan": module_plan, "examples, plan": examples_plan, "module, HCL": module_hcl}
    )
    print(table)
    assert all(f"\n{policy.id} " in table for policy in policies())
    sarif = json.loads((REPORTS / "checkov.sarif").read_text())
    failed = {result["ruleId"] for run in sarif["runs"] for result in run["results"]}
    assert failed == set(THROWN_AWAY)
    assert (REPORTS / "junit.xml").read_text().count("<testsuite ") == 3

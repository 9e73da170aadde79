"""Weakens the module one thing at a time: a policy fails, or a given reason says why it does no harm."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.policies import plans, scans
from tests.policies.mutation import mutants
from tests.policies.mutation.harmless import HARMLESS
from tests.policies.mutation.hcl_writer import as_hcl
from tests.policies.mutation.naming import SERVICES, namings
from tests.policies.mutation.not_promised import NOT_ADDED, NOT_PROMISED
from tests.policies.mutation.outcomes import Outcome, in_processes, scan_all, write_report
from tests.policies.mutation.reasons import fits, reason
from tests.policies.places import EXAMPLES_PLAN, MODULE_PLAN
from tools.build_docs.catalogue import policies

LEAST = 2_000
SAMPLE = 70
OF_FILES = 12


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    found = scan_all()
    write_report(found)
    return found


def survivors(outcomes: list[Outcome]) -> list[str]:
    return [outcome.mutant.name for outcome in outcomes if not outcome.caught_by]


def test_the_plan_itself_is_not_weak() -> None:
    for instance in plans.instances(MODULE_PLAN):
        result = scans.scan_in_memory(plans.read(MODULE_PLAN, instance))
        assert {policy: found for policy, found in result.failed.items() if found} == {}
        assert result.passed


def test_many_mutants_are_caught(outcomes: list[Outcome]) -> None:
    assert sum(1 for outcome in outcomes if outcome.caught_by) >= LEAST


def test_no_mutant_survives_unexplained(outcomes: list[Outcome]) -> None:
    assert [name for name in survivors(outcomes) if reason(HARMLESS, name) is None] == []


def test_every_policy_catches_a_mutant(outcomes: list[Outcome]) -> None:
    busy = {policy for outcome in outcomes for policy in outcome.caught_by}
    assert [policy.id for policy in policies() if policy.id not in busy] == []


def test_no_policy_breaks(outcomes: list[Outcome]) -> None:
    assert [one for one in outcomes if any(policy.endswith("!") for policy in one.caught_by)] == []


def test_no_reason_is_out_of_date(outcomes: list[Outcome]) -> None:
    names = survivors(outcomes)
    patterns = [pattern for found in HARMLESS.values() for pattern in found]
    assert [pattern for pattern in patterns if not any(fits(pattern, name) for name in names)] == []


def test_no_attribute_that_is_left_alone_is_out_of_date() -> None:
    whole = [plans.read(MODULE_PLAN, one) for one in plans.instances(MODULE_PLAN)]
    whole.append(plans.read(EXAMPLES_PLAN, "module.complete"))
    attributes = {mutant.attribute for plan in whole for mutant in mutants.mutants(plan)}
    patterns = [pattern for found in NOT_PROMISED.values() for pattern in found]
    assert [pattern for pattern in patterns if not any(fits(pattern, one) for one in attributes)] == []


def test_no_type_that_is_not_added_is_out_of_date() -> None:
    found = {str(naming) for naming in namings()}
    patterns = [pattern for found_by in NOT_ADDED.values() for pattern in found_by]
    assert [pattern for pattern in patterns if not any(fits(pattern, one) for one in found)] == []


def test_whatever_the_plan_has_is_of_a_service_whose_types_are_added() -> None:
    kinds = {one["type"] for path in (MODULE_PLAN, EXAMPLES_PLAN) for one in plans.read(path).resources}
    elsewhere = {"aws_cloudfront", "aws_acm", "random"}  # only the examples' own resources
    assert {kind for kind in kinds if not kind.startswith((*SERVICES, *elsewhere))} == set()


def test_what_is_not_known_is_caught_like_what_is_weak() -> None:
    """Some policy fails if a policy document or an environment is unknown until the apply."""
    for instance in plans.instances(MODULE_PLAN):
        plan = plans.read(MODULE_PLAN, instance)
        for resource in plan.resources:
            for attribute, parts in (
                ("policy", True),
                ("assume_role_policy", True),
                ("environment", [{"variables": True}]),
            ):
                if resource["values"].get(attribute):
                    hidden = plans.hidden(plan, resource["address"], attribute, parts)
                    result = scans.scan_in_memory(hidden)
                    assert any(result.failed.values()), f"{resource['address']}.{attribute}"


def test_the_module_written_as_hcl_passes_too(tmp_path: Path) -> None:
    for instance in plans.instances(MODULE_PLAN):
        (tmp_path / "main.tf").write_text(as_hcl(plans.read(MODULE_PLAN, instance)))
        result = scans.scan_hcl(tmp_path)
        assert result.report.parsing_errors == []
        assert {policy: found for policy, found in result.failed.items() if found} == {}
        assert dict(result.undecided) == {}


def test_checkov_finds_the_same_in_a_sample_of_files(outcomes: list[Outcome]) -> None:
    sample = [outcome.mutant for outcome in outcomes[:: max(1, len(outcomes) // OF_FILES)]]
    assert [found for found in in_processes(_differs_in_a_file, sample) if found] == []


def _differs_in_a_file(mutant: mutants.Mutant) -> tuple[str, Any, Any] | None:
    """Return the mutant's name, and what Checkov finds in a file and the policies alone, if that differs."""
    plan = mutant.make()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plan.json"
        file.write_text(json.dumps(plan.as_json()))
        found = scans.scan_plan(file), scans.scan_in_memory(plan)
    by_checkov, in_memory = ((one.passed, one.failed, one.details) for one in found)
    return None if by_checkov == in_memory else (mutant.name, by_checkov, in_memory)


def test_a_sample_is_caught_in_hcl_by_the_same_policies(outcomes: list[Outcome]) -> None:
    caught = [outcome for outcome in outcomes if outcome.caught_by and outcome.of_the_module]
    # For each policy one mutant that no other policy catches, then others, spread evenly over the list.
    sample = list({one.caught_by[0]: one for one in caught if len(one.caught_by) == 1}.values())
    rest = max(10, SAMPLE - len(sample))
    sample += [one for one in caught[:: max(1, len(caught) // rest)] if one not in sample]
    in_hcl = in_processes(_caught_or_left_open_in_hcl, [outcome.mutant for outcome in sample])
    missed = [
        (outcome.mutant.name, set(outcome.caught_by) - found)
        for outcome, found in zip(sample, in_hcl, strict=True)
        if not found.issuperset(outcome.caught_by)
    ]
    assert missed == []


def _caught_or_left_open_in_hcl(mutant: mutants.Mutant) -> set[str]:
    """Return the policies that fail, or stay undecided, on the mutant written as HCL."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "main.tf").write_text(as_hcl(mutant.make()))
        result = scans.scan_hcl(Path(folder))
    assert result.report.parsing_errors == [], mutant.name
    return {policy for part in (result.failed, result.undecided) for policy, found in part.items() if found}

"""Weaken the module one thing at a time: a policy notices, or it does no harm for a reason that is given."""

from __future__ import annotations

import fnmatch
import json
import multiprocessing
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.policies import mutants, plans, scans
from tests.policies.harmless import HARMLESS, NOT_PROMISED
from tests.policies.hcl_writer import as_hcl, label
from tests.policies.places import MODULE_PLAN, REPORTS

PROCESSES = 2
LEAST = 150
SAMPLE = 60


@dataclass(frozen=True)
class Outcome:
    """A mutant's name and the policies that failed; a policy that broke is named with an exclamation mark."""

    number: int
    name: str
    caught_by: tuple[str, ...]


_all: list[mutants.Mutant] = []


def make_mutants() -> list[mutants.Mutant]:
    """Return the mutants of both modes, those that are alike in both once."""
    found: dict[str, mutants.Mutant] = {}
    for instance in plans.instances(MODULE_PLAN):
        mode = instance.split('"')[1]
        for mutant in mutants.mutants(plans.read(MODULE_PLAN, instance)):
            if _reason(NOT_PROMISED, mutant.attribute) is None:
                key = f"{mutant.name} {mutant.fingerprint}".replace(mode, "MODE")
                found.setdefault(key, mutant)
    return list(found.values())


def _reason(reasons: dict[str, tuple[str, ...]], text: str) -> str | None:
    for reason, patterns in reasons.items():
        if any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns):
            return reason
    return None


def _outcome(number: int) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        result = scans.scan_in_memory(_all[number].make(), Path(folder) / "plan.json")
    broken = {
        policy for (policy, _), said in result.details.items() if any("itself failed" in one for one in said)
    }
    caught = (
        f"{policy}!" if policy in broken else policy for policy, found in result.failed.items() if found
    )
    return Outcome(number, _all[number].name, tuple(sorted(caught)))


@pytest.fixture(scope="module")
def outcomes() -> Iterator[list[Outcome]]:
    _all[:] = make_mutants()
    # Checkov was imported once; the processes are copies of this one.
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        found = pool.map(_outcome, range(len(_all)), chunksize=8)
    write_report(found)
    yield found
    _all.clear()


def write_report(found: list[Outcome]) -> None:
    """Leave the report for people and for CI."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    caught = Counter(policy for outcome in found for policy in outcome.caught_by)
    survivors = [outcome for outcome in found if not outcome.caught_by]
    lines = [f"{len(found)} mutants, {len(found) - len(survivors)} caught, {len(survivors)} harmless", ""]
    lines += [f"{policy}: {number}" for policy, number in sorted(caught.items(), key=lambda item: -item[1])]
    for reason in (*HARMLESS, None):
        named = [outcome.name for outcome in survivors if _reason(HARMLESS, outcome.name) == reason]
        lines += ["", f"Harmless: {reason}" if reason else "UNEXPLAINED:", *(f"  {name}" for name in named)]
    lines += ["", "Not weakened, since no promise is about them:"]
    for reason, patterns in NOT_PROMISED.items():
        lines += [f"  {reason}", *(f"    {pattern}" for pattern in patterns)]
    lines += [
        "",
        "Caught:",
        *(f"  {one.name}  <- {', '.join(one.caught_by)}" for one in found if one.caught_by),
    ]
    (REPORTS / "mutants.txt").write_text("\n".join(lines) + "\n")
    print("\n".join(lines[:1]))


def test_the_plan_itself_is_not_weak(plan_file: Path) -> None:
    for instance in plans.instances(MODULE_PLAN):
        result = scans.scan_in_memory(plans.read(MODULE_PLAN, instance), plan_file)
        assert {policy: found for policy, found in result.failed.items() if found} == {}
        assert result.passed


def test_there_are_enough_of_them(outcomes: list[Outcome]) -> None:
    assert sum(1 for outcome in outcomes if outcome.caught_by) >= LEAST


def test_no_policy_breaks(outcomes: list[Outcome]) -> None:
    assert [outcome for outcome in outcomes if any(one.endswith("!") for one in outcome.caught_by)] == []


def test_no_mutant_survives_unexplained(outcomes: list[Outcome]) -> None:
    survivors = [outcome.name for outcome in outcomes if not outcome.caught_by]
    assert [name for name in survivors if _reason(HARMLESS, name) is None] == []


def test_no_reason_is_out_of_date(outcomes: list[Outcome]) -> None:
    survivors = [outcome.name for outcome in outcomes if not outcome.caught_by]
    patterns = [pattern for found in HARMLESS.values() for pattern in found]
    assert [one for one in patterns if not fnmatch.filter(survivors, one)] == []
    attributes = {
        mutant.attribute
        for instance in plans.instances(MODULE_PLAN)
        for mutant in mutants.mutants(plans.read(MODULE_PLAN, instance))
    }
    patterns = [pattern for found in NOT_PROMISED.values() for pattern in found]
    assert [one for one in patterns if not fnmatch.filter(attributes, one)] == []


def test_what_is_not_known_is_caught_like_what_is_weak(plan_file: Path) -> None:
    """A policy document that the apply alone tells never passes."""
    for instance in plans.instances(MODULE_PLAN):
        plan = plans.read(MODULE_PLAN, instance)
        for resource in plan.resources:
            for attribute in ("policy", "assume_role_policy"):
                if resource["values"].get(attribute):
                    hidden = plans.hidden(plan, resource["address"], attribute)
                    result = scans.scan_in_memory(hidden, plan_file)
                    assert any(result.failed.values()), f"{resource['address']}.{attribute}"


def test_the_module_written_as_hcl_passes_too(tmp_path: Path) -> None:
    for instance in plans.instances(MODULE_PLAN):
        (tmp_path / "main.tf").write_text(as_hcl(plans.read(MODULE_PLAN, instance)))
        result = scans.scan_hcl(tmp_path)
        assert result.report.parsing_errors == []
        assert {policy: found for policy, found in result.failed.items() if found} == {}
        assert dict(result.undecided) == {}


def test_a_sample_is_caught_in_hcl_by_the_same_policies(outcomes: list[Outcome], tmp_path: Path) -> None:
    caught = [outcome for outcome in outcomes if outcome.caught_by]
    # Of each policy those that no other catches come first, and the rest spread evenly.
    chosen = {outcome.caught_by[0]: outcome for outcome in caught if len(outcome.caught_by) == 1}
    sample = list(chosen.values())
    sample += [one for one in caught[:: max(1, len(caught) // (SAMPLE - len(sample)))] if one not in sample]
    missed = []
    for outcome in sample:
        (tmp_path / "main.tf").write_text(as_hcl(_all[outcome.number].make()))
        result = scans.scan_hcl(tmp_path)
        assert result.report.parsing_errors == [], outcome.name
        missed += [
            (outcome.name, policy)
            for policy in outcome.caught_by
            if not result.failed.get(policy) and not result.undecided.get(policy)
        ]
    assert missed == []


def test_labels_in_hcl_are_unique() -> None:
    for instance in plans.instances(MODULE_PLAN):
        names = [(one["type"], label(one)) for one in plans.read(MODULE_PLAN, instance).resources]
        assert len(names) == len(set(names)), json.dumps(names)

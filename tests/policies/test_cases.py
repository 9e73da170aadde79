"""Runs each policy on its own folder of cases, where a resource's name gives the expected verdict.

The name of a resource of the judged type, or of the module around it, begins with one of these:

- `pass` or `fail`: the verdict in HCL and in a plan.
- `undecided_pass` or `undecided_fail`: undecided in HCL; the verdict in a plan.
- `unknown`: undecided in HCL, and fails in a plan, which does not know the value either.
- `unseen`: wrong, but only HCL shows it: fails in HCL and passes in a plan.

The policy gives no verdict on resources with other names, such as `quiet`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.policies import case_files, scans
from tests.policies.kept import kept_plan
from tests.policies.places import CASES, case_folders
from tools.build_docs.catalogue import policies

WORD = re.compile(r"(?:^|[.\"])((?:undecided_)?(?:pass|fail)|unknown|unseen)(?:_\w*)?(?=[.\[\"]|$)")
IN_HCL = {"pass": "pass", "fail": "fail", "unseen": "fail"}
IN_PLAN = {
    "pass": "pass",
    "fail": "fail",
    "undecided_pass": "pass",
    "undecided_fail": "fail",
    "unknown": "fail",
    "unseen": "pass",
}
Sets = dict[str, set[str]]


def policy_of(case: Path) -> str:
    return f"CKV2_IMG_{int(case.name.rsplit('_', 1)[1])}"


def expected(case: Path, addresses: set[str], words: dict[str, str]) -> Sets:
    """Return the addresses that must pass and those that must fail; `words` are the names' verdicts."""
    sets: Sets = {"pass": set(), "fail": set()}
    for address in addresses:
        word = WORD.search(address.removeprefix(f"module.{case.name}."))
        if word is not None and word.group(1) in words:
            sets[words[word.group(1)]].add(address)
    return sets


def judged_type(case: Path) -> str:
    return next(policy.kind for policy in policies() if policy.id == policy_of(case))


def addresses_in_plan(case: Path, kind: str) -> set[str]:
    changes = kept_plan(case)["resource_changes"]
    return {change["address"] for change in changes if change["type"] == kind and change["mode"] == "managed"}


@pytest.fixture(scope="module")
def hcl(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sets]:
    """Each case folder's resources that passed and failed its own policy in HCL."""
    root = tmp_path_factory.mktemp("written")
    case_files.write(case_files.hcl(CASES), root)
    result = scans.scan_hcl(root / CASES.name)
    assert result.report.parsing_errors == []
    found: dict[str, Sets] = defaultdict(lambda: {"pass": set(), "fail": set()})
    for word, records in (("pass", result.report.passed_checks), ("fail", result.report.failed_checks)):
        for record in records:
            case = (record.caller_file_path or record.file_path).split("/")[1]
            if case.startswith("ckv2_img_") and record.check_id == policy_of(Path(case)):
                found[case][word].add(record.resource)
    return found


def test_each_policy_has_a_folder_of_cases() -> None:
    assert [policy_of(folder) for folder in case_folders()] == [policy.id for policy in policies()]


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.name)
def test_in_hcl_exactly_the_right_resources_pass_and_fail(case: Path, hcl: dict[str, Sets]) -> None:
    wanted = expected(case, addresses_in_plan(case, judged_type(case)), IN_HCL)
    assert wanted["pass"]
    assert wanted["fail"]
    within = f"module.{case.name}."
    assert hcl[case.name] == {
        word: {address.removeprefix(within) for address in found} for word, found in wanted.items()
    }


@pytest.mark.parametrize("case", case_folders(), ids=lambda case: case.name)
def test_in_a_plan_exactly_the_right_resources_pass_and_fail(case: Path, plan_file: Path) -> None:
    plan_file.write_text(json.dumps(kept_plan(case)))
    result = scans.scan_plan(plan_file, [policy_of(case)])
    assert result.report.parsing_errors == []
    assert {
        "pass": result.passed[policy_of(case)],
        "fail": result.failed[policy_of(case)],
    } == expected(case, addresses_in_plan(case, judged_type(case)), IN_PLAN)

"""Each control of AWS's standards has an answer that is true, and each policy serves what is on the lists."""

from __future__ import annotations

import re

import pytest

from local_aws.engine import ROOT
from tools.build_docs import controls, policy_coverage
from tools.build_docs.catalogue import policies
from tools.build_docs.controls import ANSWERS, ByModule, ByOption, ByPolicies, published


def served() -> set[str]:
    return {control for policy in policies() for control in policy.controls}


def of(kind: type) -> set[str]:
    return {control for control, answer in ANSWERS.items() if isinstance(answer, kind)}


def test_every_control_on_the_lists_has_one_answer_and_no_other_has() -> None:
    assert len(published()) == len(set(published()))
    assert set(published()) == ANSWERS.keys()


def test_a_control_without_an_answer_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(controls.PUBLISHED, "FSBP SNS", ("4", "5"))
    with pytest.raises(KeyError, match=r"FSBP SNS\.5"):
        policy_coverage.by_control()


def test_what_policies_hold_is_what_they_say_that_they_serve() -> None:
    assert of(ByPolicies) == served()


def test_what_an_option_gives_is_an_input() -> None:
    declared = set(re.findall(r'^variable "(\w+)"', (ROOT / "module/variables.tf").read_text(), re.MULTILINE))
    named = {answer.name for answer in ANSWERS.values() if isinstance(answer, ByOption)}
    assert named
    assert named <= declared


def test_what_the_module_always_does_stands_there() -> None:
    lines = [answer for answer in ANSWERS.values() if isinstance(answer, ByModule)]
    assert lines
    for answer in lines:
        assert answer.line in (ROOT / "module" / answer.file).read_text()


def test_every_policy_is_in_the_table_of_promises() -> None:
    table = policy_coverage.by_promise()
    assert [
        one.id for one in policies() if f"[{one.id}]({'../policies/' + one.file.name})" not in table
    ] == []

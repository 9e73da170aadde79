"""A plan right after an apply finds no changes."""

from __future__ import annotations

from typing import Any

import pytest

from local_aws.capabilities import Capability
from local_aws.stack import Stack

MISREAD = {
    "ministack": {
        # It returns other values of these than it was given.
        ("aws_cloudwatch_metric_alarm", "actions_enabled"),
        ("aws_cloudwatch_metric_alarm", "alarm_description"),
        ("aws_cloudwatch_metric_alarm", "dimensions"),
        ("aws_cloudwatch_metric_alarm", "period"),
        ("aws_cloudwatch_metric_alarm", "statistic"),
        ("aws_cloudwatch_metric_alarm", "treat_missing_data"),
        # It does not store data protection. In the planned update, each group's empty version becomes null.
        ("aws_wafv2_web_acl", "data_protection_config"),
        ("aws_wafv2_web_acl", "rule"),
    },
    "localstack": set(),
}
"""What an engine reads back wrongly, by resource type and attribute: all that a second plan may show, and
all that it must, so that an entry goes when the engine learns better."""


@pytest.fixture(scope="module")
def second_plan(stack: Stack) -> dict[str, Any]:
    """A plan right after the apply."""
    return stack.terraform.plan()


def test_a_second_plan_changes_nothing_but_what_the_engine_misreads(
    stack: Stack, second_plan: dict[str, Any]
) -> None:
    found = {
        (resource["type"], attribute)
        for resource in changed(second_plan)
        for attribute in differences(resource["change"])
    }

    assert found == MISREAD[stack.engine.name]
    assert (not found) == (Capability.LOSSLESS_READS in stack.engine.capabilities)


def test_a_second_plan_makes_replaces_and_deletes_nothing(second_plan: dict[str, Any]) -> None:
    assert [r["address"] for r in changed(second_plan) if r["change"]["actions"] != ["update"]] == []


def test_all_modes_are_in_the_state(second_plan: dict[str, Any]) -> None:
    modules = {resource["address"].split(".aws_")[0] for resource in second_plan["resource_changes"]}
    assert {"module.plain", "module.bucketav", "module.guardduty"} <= modules


def changed(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the resources that a plan would change."""
    resources: list[dict[str, Any]] = plan["resource_changes"]
    return [resource for resource in resources if resource["change"]["actions"] not in (["no-op"], ["read"])]


def differences(change: dict[str, Any]) -> set[str]:
    """Return the names of the attributes that would change, including those with an unknown new value."""
    before, after = change["before"] or {}, change["after"] or {}
    unknown = {name for name, value in change["after_unknown"].items() if value is True}
    return unknown | {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}

"""The policies find all parts of the uploader even if a value is unknown or left out."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.policies import plans, scans
from tests.policies.places import MODULE_PLAN

type Variables = dict[str, str]


@pytest.fixture(params=plans.instances(MODULE_PLAN))
def plan(request: pytest.FixtureRequest) -> plans.Plan:
    return plans.read(MODULE_PLAN, request.param)


def functions(plan: plans.Plan) -> Iterator[plans.Resource]:
    return (one for one in plan.resources if one["type"] == "aws_lambda_function")


def with_variables(plan: plans.Plan, change: Callable[[Variables], Variables]) -> plans.Plan:
    """Return the plan with every function's environment changed."""
    for function in functions(plan):
        values = copy.deepcopy(function["values"])
        values["environment"][0]["variables"] = change(values["environment"][0]["variables"])
        plan = plans.replaced(plan, function["address"], values)
    return plan


def without_variables(plan: plans.Plan, names: set[str]) -> plans.Plan:
    """Return the plan with these variables left out of every function's environment."""
    return with_variables(plan, lambda variables: {k: v for k, v in variables.items() if k not in names})


def of_release_1(variables: Variables) -> Variables:
    """Return an environment as the module's releases 1.* write it."""
    scanner = variables.pop("SCANNER", None)
    return variables | ({"USE_BUCKETAV": str(scanner == "bucketav").lower()} if scanner else {})


def without_type(plan: plans.Plan, kind: str) -> plans.Plan:
    return plans.Plan(
        tuple(one for one in plan.resources if one["type"] != kind), plan.unknown, plan.configuration
    )


def at_root(plan: plans.Plan, kind: str, values: dict[str, Any], expressions: dict[str, Any]) -> plans.Plan:
    """Return the plan with a resource beside the module; attributes with an expression are unknown."""
    resource = {"address": f"{kind}.beside", "mode": "managed", "type": kind, "name": "beside"}
    root = plan.configuration["root_module"]
    written = {**resource, "expressions": expressions}
    return plans.Plan(
        (*plan.resources, {**resource, "values": values}),
        {**plan.unknown, resource["address"]: dict.fromkeys(expressions, True)},
        {"root_module": {**root, "resources": [*root.get("resources", ()), written]}},
    )


@pytest.mark.parametrize(
    "variable",
    [
        *("UPLOADS_BUCKET", "UPLOADS_PREFIX", "AUTH_SECRET_ID", "URL_EXPIRATION_SECONDS"),
        *("THUMBNAILS_PREFIX", "METADATA_TABLE", "SCANNER"),
    ],
)
def test_one_variable_less_hides_no_function(plan: plans.Plan, variable: str) -> None:
    # Without the web ACL and the methods, because the policies find the functions through these too.
    alone = without_type(without_type(plan, "aws_wafv2_web_acl"), "aws_api_gateway_method")
    result = scans.scan_in_memory(without_variables(alone, {variable}))
    judged = result.passed["CKV2_IMG_40"] | result.failed["CKV2_IMG_40"]
    assert judged == {function["address"] for function in functions(plan)}


MODES_OF_RELEASE_1 = [one for one in plans.instances(MODULE_PLAN) if "guardduty" not in one]


@pytest.mark.parametrize("plan", MODES_OF_RELEASE_1, indirect=True)
def test_release_1_of_the_module_is_judged_alike(plan: plans.Plan) -> None:
    now = scans.scan_in_memory(plan)
    before = scans.scan_in_memory(with_variables(plan, of_release_1))
    assert (before.passed, before.failed) == (now.passed, now.failed)


def test_a_scanner_of_a_later_release_has_no_clean_files(plan: plans.Plan) -> None:
    later = with_variables(plan, lambda variables: {**variables, "SCANNER": "of-tomorrow"})
    assert scans.scan_in_memory(later).failed["CKV2_IMG_9"]


def test_an_environment_that_is_not_known_hides_no_function(plan: plans.Plan) -> None:
    for function in functions(plan):
        plan = plans.hidden(plan, function["address"], "environment", [{"variables": True}])
    result = scans.scan_in_memory(plan)
    addresses = {function["address"] for function in functions(plan)}
    assert result.passed["CKV2_IMG_40"] == addresses
    assert result.failed["CKV2_IMG_44"] == addresses


@pytest.mark.parametrize(
    ("kind", "attribute"),
    [
        ("aws_api_gateway_stage", "rest_api_id"),
        ("aws_api_gateway_deployment", "rest_api_id"),
        ("aws_s3_bucket_policy", "bucket"),
        ("aws_s3_bucket_cors_configuration", "bucket"),
        ("aws_lambda_function_url", "function_name"),
        ("aws_iam_role_policy_attachment", "role"),
        ("aws_sqs_queue_policy", "queue_url"),
    ],
)
def test_what_a_local_of_the_root_hides_may_be_the_uploaders(
    plan: plans.Plan, kind: str, attribute: str
) -> None:
    lost = {attribute: {"references": ["local.uploaders"]}}
    assert any(scans.scan_in_memory(at_root(plan, kind, {}, lost)).failed.values())


def test_what_refers_to_something_else_is_not_the_uploaders(plan: plans.Plan) -> None:
    plan = at_root(plan, "aws_s3_bucket", {"bucket": "another"}, {})
    found = {"bucket": {"references": ["aws_s3_bucket.beside.id", "aws_s3_bucket.beside"]}}
    result = scans.scan_in_memory(at_root(plan, "aws_s3_bucket_policy", {}, found))
    assert {policy: failed for policy, failed in result.failed.items() if failed} == {}

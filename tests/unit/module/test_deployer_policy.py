"""The deployer's IAM policies, made from the plans of several instances."""

from __future__ import annotations

import re

import pytest
import tftest

from operations.deployer_policy import MAX_CHARACTERS, NEEDS, foreign, length, policies
from tests.unit.module.planned import Statement

# Actions of CloudWatch Logs that AWS cannot restrict to a resource.
WITHOUT_RESOURCE = {
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:PutResourcePolicy",
}


def plan_of(plan: tftest.TerraformPlanOutput, instance: str) -> dict[str, list[dict[str, object]]]:
    changes = [one for one in plan["resource_changes"] if one.get("module_address") == f"module.{instance}"]
    return {"resource_changes": changes}


def statements(plan: tftest.TerraformPlanOutput, instance: str) -> list[Statement]:
    return [one for document in policies(plan_of(plan, instance)) for one in document["Statement"]]


def test_every_type_that_the_module_makes_has_its_needs(plan: tftest.TerraformPlanOutput) -> None:
    assert foreign({"resource_changes": plan["resource_changes"]}) == ["terraform_data.yet_to_be_made"]
    made = {one["type"] for one in plan["resource_changes"] if one["mode"] == "managed"}
    assert set(NEEDS) == made - {"terraform_data"}


@pytest.mark.parametrize("instance", ["consumer", "plain", "everything", "options"])
def test_a_policy_fits_into_iams_limit_and_all_into_a_roles_ten(
    plan: tftest.TerraformPlanOutput, instance: str
) -> None:
    lengths = [length(document) for document in policies(plan_of(plan, instance))]
    assert max(lengths) <= MAX_CHARACTERS
    assert len(lengths) <= 3  # of a role's ten; the rest is for the deployer's other duties


def test_no_action_is_a_wildcard_and_no_resource_that_aws_lets_be_named(
    plan: tftest.TerraformPlanOutput,
) -> None:
    for statement in statements(plan, "consumer"):
        assert not [action for action in statement["Action"] if "*" in action]
        if "*" in statement["Resource"]:
            assert set(statement["Action"]) <= WITHOUT_RESOURCE


def test_only_this_instances_names_are_in_it(plan: tftest.TerraformPlanOutput) -> None:
    named = {arn for statement in statements(plan, "consumer") for arn in statement["Resource"]}
    apis = re.compile(r"arn:aws:apigateway:eu-central-1::/(restapis|tags|domainnames)(/.*)?")
    of_aws = (
        "managedruleset",
        "API-Gateway-Execution-Logs",
        "aws-service-role",
        "bucketav-FindingsTopic-ABC",
    )
    others = {
        arn for arn in named - {"*"} if not apis.fullmatch(arn) and not any(one in arn for one in of_aws)
    }
    assert others
    assert {arn for arn in others if "prod-acme-uploads" not in arn} == set()


def test_roles_are_handed_to_lambda_alone(plan: tftest.TerraformPlanOutput) -> None:
    passing = [one for one in statements(plan, "consumer") if "iam:PassRole" in one["Action"]]
    assert [one["Condition"] for one in passing] == [
        {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    ]


def test_a_plan_without_the_module_is_refused() -> None:
    with pytest.raises(LookupError, match="no instance of the module"):
        policies({"resource_changes": []})

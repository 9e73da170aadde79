"""The module's plan: all names known, any number of instances, and no lookup except the account's."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict

import pytest
import tftest

from local_aws.engine import ROOT
from local_aws.sts_stub import StsStub
from tests.unit.module.planned import Instance, Resource, argument_paths, unknown_paths

# AWS's limits of names, by resource type: the attribute with the name, its longest length, its characters.
LIMITS = {
    "aws_api_gateway_rest_api": ("name", 128, r"[\w-]+"),
    "aws_cloudwatch_log_group": ("name", 512, r"[\w./#-]+"),
    "aws_cloudwatch_metric_alarm": ("alarm_name", 255, r"[\w-]+"),
    "aws_dynamodb_table": ("name", 255, r"[\w.-]{3,}"),
    "aws_iam_role": ("name", 64, r"[\w+=,.@-]+"),
    "aws_lambda_function": ("function_name", 64, r"[\w-]+"),
    "aws_lambda_layer_version": ("layer_name", 64, r"[\w-]+"),
    "aws_s3_bucket": ("bucket", 63, r"[a-z0-9][a-z0-9-]+[a-z0-9]"),
    "aws_sqs_queue": ("name", 80, r"[\w-]+"),
    "aws_wafv2_web_acl": ("name", 128, r"[\w-]+"),
}
GLOBAL = {"aws_iam_role"}
SAME_NAMES_ON_PURPOSE = {
    "module.plain_with_an_origin",
    "module.plain_with_the_same_api",
}


@pytest.fixture(scope="module")
def instances(plan: tftest.TerraformPlanOutput) -> dict[str, Instance]:
    """All instances of the plan by address."""
    addresses = {
        change["module_address"] for change in plan["resource_changes"] if "module_address" in change
    }
    return {address: Instance(plan, address) for address in sorted(addresses)}


# --- Known at plan ----------------------------------------------------------------------------------

# Arguments that we set and a first plan cannot show: all contain identifiers that AWS generates.
UNKNOWN = {
    "aws_api_gateway_base_path_mapping.this": {"api_id"},
    "aws_api_gateway_deployment.this": {"rest_api_id"},
    "aws_api_gateway_gateway_response.this": {"rest_api_id"},
    "aws_api_gateway_integration.upload_url": {"resource_id", "rest_api_id"},
    "aws_api_gateway_method.upload_url": {"request_validator_id", "resource_id", "rest_api_id"},
    "aws_api_gateway_integration.upload_status": {"resource_id", "rest_api_id"},
    "aws_api_gateway_method.upload_status": {"request_validator_id", "resource_id", "rest_api_id"},
    "aws_api_gateway_method_settings.all": {"rest_api_id"},
    "aws_api_gateway_method_settings.upload_status": {"rest_api_id"},
    "aws_api_gateway_request_validator.this": {"rest_api_id"},
    "aws_api_gateway_resource.upload_status": {"parent_id", "rest_api_id"},
    "aws_api_gateway_resource.upload_url": {"parent_id", "rest_api_id"},
    "aws_api_gateway_stage.this": {"deployment_id", "rest_api_id"},
    "aws_cloudwatch_log_group.api_execution": {"name"},  # contains the API's id
    "aws_lambda_function.process_uploaded_file": {"layers"},  # the layer's ARN contains its version
    "aws_lambda_event_source_mapping.send_upload_events": {"event_source_arn"},  # contains its creation time
    "aws_lambda_function.track_pending_uploads": {"layers"},
    "aws_lambda_permission.api": {"source_arn"},  # contains the API's id
    "aws_lambda_permission.status_api": {"source_arn"},
    "aws_route53_record.api": {"alias.name", "alias.zone_id"},
    "aws_sqs_queue_policy.processing_dlq": {"queue_url"},
    "aws_sqs_queue_policy.upload_events_dlq": {"queue_url"},
    "aws_wafv2_web_acl_association.this": {"resource_arn", "web_acl_arn"},
    "aws_wafv2_web_acl_logging_configuration.this": {"resource_arn"},
}
# Arguments that are null, so that AWS chooses the value.
LEFT_TO_AWS = {
    "aws_dynamodb_table.this": {"server_side_encryption.kms_key_arn", "stream_view_type"},
    "aws_sqs_queue.processing_dlq": {"sqs_managed_sse_enabled"},
    "aws_sqs_queue.upload_events_dlq": {"sqs_managed_sse_enabled"},
}


def test_only_identifiers_that_aws_makes_are_unknown_at_plan(instances: dict[str, Instance]) -> None:
    unknown: dict[str, set[str]] = defaultdict(set)
    for name in ("consumer", "plain", "everything"):
        instance = instances[f"module.{name}"]
        for resource in instance.resources:
            source = f"{resource.type}.{resource.name}"
            unknown[source] |= argument_paths(instance.source(source)["expressions"]) & unknown_paths(
                resource.unknown
            )
    expected = {
        source: UNKNOWN.get(source, set()) | LEFT_TO_AWS.get(source, set())
        for source in UNKNOWN | LEFT_TO_AWS
    }
    assert {source: paths for source, paths in unknown.items() if paths} == expected


def test_every_policy_is_a_whole_document(instances: dict[str, Instance]) -> None:
    documents = [
        json.loads(resource.values[attribute])
        for name in ("consumer", "plain", "everything")
        for resource in instances[f"module.{name}"].resources
        for attribute in ("policy", "assume_role_policy", "filter_policy", "redrive_policy")
        if resource.type not in {"aws_api_gateway_rest_api", "aws_s3_bucket"}
        and resource.values.get(attribute) is not None
    ]
    policies = [document for document in documents if "Statement" in document]
    assert len(policies) >= 3 * 6
    assert all(policy["Version"] == "2012-10-17" and policy["Statement"] for policy in policies)


def test_statements_have_names_of_their_own(instances: dict[str, Instance]) -> None:
    for resource in instances["module.everything"].resources:
        if isinstance(resource.values.get("policy"), str):
            sids = [statement["Sid"] for statement in json.loads(resource.values["policy"])["Statement"]]
            assert len(set(sids)) == len(sids)


# --- Nothing asked, nothing carried -----------------------------------------------------------------


def test_the_only_lookups_are_identity_region_and_partition(instances: dict[str, Instance]) -> None:
    lookups = {
        resource["type"]
        for resource in instances["module.consumer"].configuration["resources"]
        if resource["mode"] == "data"
    }
    assert lookups == {"aws_caller_identity", "aws_partition", "aws_region"}


def test_no_secret_is_read_or_made(instances: dict[str, Instance]) -> None:
    for instance in instances.values():
        assert not {type_ for type_ in instance.types() if "secret" in type_ or "ssm" in type_}


def test_the_secret_is_in_the_plan_by_its_name_alone(plan: tftest.TerraformPlanOutput) -> None:
    # The plan has the secret's name and ARN pattern, but not the key `API_GW_AUTH_SECRET` of its value.
    text = json.dumps(
        {key: plan[key] for key in ("planned_values", "resource_changes", "prior_state", "variables")}
    )
    assert "prod/image-upload/secrets" in text
    assert "API_GW_AUTH_SECRET" not in text


def test_the_keys_of_who_plans_are_not_in_the_plan(plan: tftest.TerraformPlanOutput, stub: StsStub) -> None:
    environment = stub.environment("eu-central-1")
    text = json.dumps({key: plan[key] for key in plan})
    assert environment["AWS_SECRET_ACCESS_KEY"] not in text
    assert environment["AWS_ACCESS_KEY_ID"] not in text


def test_the_module_has_no_provider_of_its_own(plan: tftest.TerraformPlanOutput) -> None:
    # A module's own provider would have a key with the module's address, and would forbid count, for_each and
    # depends_on for its calls.
    assert set(plan["configuration"]["provider_config"]) == {"aws", "aws.virginia", "terraform"}
    for path in (ROOT / "module").glob("*.tf"):
        assert not re.search(r"^provider ", path.read_text(), re.MULTILINE)


def test_the_module_uses_one_provider_in_the_promised_versions() -> None:
    text = (ROOT / "module/versions.tf").read_text()
    assert re.findall(r"^    (\w+) = {$", text, re.MULTILINE) == ["aws"]
    assert re.findall(r'source  = "(.*)"', text) == ["hashicorp/aws"]
    assert re.findall(r' version = "(.*)"', text) == [">= 5.100, < 7"]
    assert re.findall(r'required_version = "(.*)"', text) == [">= 1.9"]


# --- Several instances ------------------------------------------------------------------------------


def test_names_of_instances_never_collide(instances: dict[str, Instance]) -> None:
    names = Counter(
        (
            resource.type,
            None if resource.type in GLOBAL else region_of(address),
            resource.values[LIMITS[resource.type][0]],
        )
        for address, instance in instances.items()
        if address not in SAME_NAMES_ON_PURPOSE
        for resource in named(instance)
    )
    assert [name for name, count in names.items() if count > 1] == []
    assert {type_ for type_, _, _ in names} == set(LIMITS)


def named(instance: Instance) -> list[Resource]:
    """Return the resources with a known name of ours; the execution log group's contains the API's id."""
    limited = [resource for resource in instance.resources if resource.type in LIMITS]
    found = [resource for resource in limited if LIMITS[resource.type][0] in resource.values]
    assert {resource.name for resource in limited if resource not in found} <= {"api_execution"}
    return found


def region_of(address: str) -> str:
    return "us-east-1" if address == "module.elsewhere" else "eu-central-1"


def test_names_keep_aws_limits(instances: dict[str, Instance]) -> None:
    for instance in instances.values():
        for resource in named(instance):
            attribute, longest, characters = LIMITS[resource.type]
            name = resource.values[attribute]
            assert len(name) <= longest, name
            assert re.fullmatch(characters, name, re.ASCII), name


def test_the_longest_bucket_names_are_in_the_plan(instances: dict[str, Instance]) -> None:
    buckets = [instances[f'module.long["{key}"]'].the("aws_s3_bucket")["bucket"] for key in "xy"]
    assert [len(bucket) for bucket in buckets] == [63, 63]


def test_a_shortened_name_ends_in_a_hash(instances: dict[str, Instance]) -> None:
    names = [role["name"] for role in instances['module.long["x"]'].every("aws_iam_role")]
    assert len(names) == 3
    assert all(re.fullmatch(r"an-environment-of-20-as-long-a-.*-[0-9a-f]{8}", name) for name in names)


def test_a_name_that_fits_is_not_shortened(instances: dict[str, Instance]) -> None:
    plain = instances["module.plain"]
    assert (
        plain.the("aws_iam_role", "get_presigned_url")["name"] == "prod-plain-eu-central-1-get-presigned-url"
    )
    assert (
        plain.the("aws_lambda_function", "get_presigned_url")["function_name"]
        == "prod-plain-get-presigned-url"
    )


def test_roles_of_one_bucket_name_in_two_regions_differ(instances: dict[str, Instance]) -> None:
    here, there = (
        {role["name"] for role in instances[address].every("aws_iam_role")}
        for address in ("module.plain", "module.elsewhere")
    )
    assert len(here) == len(there) == 2
    assert here.isdisjoint(there)


def test_no_name_in_one_scope_ends_as_another_does(instances: dict[str, Instance]) -> None:
    # Otherwise bucket `a` with the longer ending and bucket `a-...` with the shorter could share a name.
    for type_, (attribute, _, _) in LIMITS.items():
        endings = [
            resource.values[attribute].removeprefix("prod-everything").removeprefix("-eu-central-1")
            for resource in named(instances["module.everything"])
            if resource.type == type_ and resource.values[attribute].startswith("prod-everything")
        ]
        for ending in endings:
            assert not [other for other in endings if other != ending and other.endswith(ending)], type_


def test_in_another_region_everything_is_of_that_region(instances: dict[str, Instance]) -> None:
    text = json.dumps([resource.values for resource in instances["module.elsewhere"].resources])
    assert "eu-central-1" not in text
    assert "us-east-1" in text


def test_for_each_makes_an_instance_for_each_key(instances: dict[str, Instance]) -> None:
    assert [address for address in instances if address.startswith("module.long")] == [
        'module.long["x"]',
        'module.long["y"]',
    ]


def test_count_makes_as_many_as_it_says(instances: dict[str, Instance]) -> None:
    assert "module.counted[0]" in instances
    assert not [address for address in instances if address.startswith("module.not_at_all")]


def test_depends_on_something_yet_to_be_made_hides_nothing_once_the_account_is_written(
    instances: dict[str, Instance],
) -> None:
    waiting = instances["module.counted[0]"]
    hidden: dict[str, set[str]] = defaultdict(set)
    for resource in waiting.resources:
        source = f"{resource.type}.{resource.name}"
        expressions = waiting.source(source)["expressions"]
        hidden[source] |= argument_paths(expressions) & unknown_paths(resource.unknown)
        hidden[source] -= UNKNOWN.get(source, set()) | LEFT_TO_AWS.get(source, set())
    assert {source: paths for source, paths in hidden.items() if paths} == {}


def test_depends_on_something_yet_to_be_made_plans_the_same_resources(instances: dict[str, Instance]) -> None:
    waiting, ready = instances["module.counted[0]"], instances["module.consumer"]
    assert {resource.address for resource in waiting.resources} == {
        resource.address for resource in ready.resources
    }


def test_references_to_the_same_apply_decide_what_is_made(instances: dict[str, Instance]) -> None:
    same_apply = instances["module.same_apply"]
    assert len(same_apply.the("aws_s3_bucket_notification")["queue"]) == 1
    assert same_apply.the("aws_s3_bucket_server_side_encryption_configuration")["rule"][0][
        "bucket_key_enabled"
    ]
    assert same_apply.the("aws_route53_record", "api")["type"] == "A"
    assert same_apply.the("aws_s3_bucket_logging")["target_prefix"] == "prod-same-apply/"


def test_everything_is_tagged(instances: dict[str, Instance]) -> None:
    untagged = {
        resource.address
        for resource in instances["module.everything"].resources
        if "tags" in resource.values and resource.values["tags"] != {"team": "pictures"}
    }
    assert untagged == set()

"""Each example plans with the values that come with it, and keeps files private and safe."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.unit.examples.planned import EXAMPLES, MADE_BEFORE, VALUES, Planned, examples_by_name, first_apply

ROOTS = sorted(path.parent for path in EXAMPLES.glob("*/main.tf"))
WITH_CLOUDFRONT = ("cloudfront", "complete")
MODULE = "module.image_uploader"
BUCKET = "prod-acme-uploads"
ACCOUNT = "123456789012"


@pytest.fixture(scope="session")
def planned() -> dict[str, Planned]:
    return examples_by_name()


def test_what_refers_to_arns_of_the_same_apply_can_be_planned_at_first() -> None:
    first = first_apply()
    for module, kind, name in MADE_BEFORE:
        unknown = first[module.removeprefix("module.")].unknown[f"{kind}.{name}"]
        assert unknown["arn"] is True
    queue = first["complete"].unknown[f"{MODULE}.aws_sqs_queue.processing_dlq"]
    assert queue["kms_master_key_id"] is True


def test_every_example_is_planned() -> None:
    assert {Path(file).parts[0] for file in VALUES.values()} == {root.name for root in ROOTS}


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: root.name)
def test_an_example_takes_the_module_as_the_readme_says(root: Path) -> None:
    readme = (EXAMPLES.parent / "README.md").read_text()
    sources = re.findall(r'^\s*source\s*=\s*"(git::.*)"', (root / "main.tf").read_text(), re.MULTILINE)
    assert sources == re.findall(r'^\s*source\s*=\s*"(git::.*)"', readme, re.MULTILINE)[:1]


def test_minimal_processes_every_upload_at_once(planned: dict[str, Planned]) -> None:
    notification = planned["minimal"].only("aws_s3_bucket_notification")
    assert [entry["events"] for entry in notification["lambda_function"]] == [["s3:ObjectCreated:*"]]
    assert planned["minimal"].all("aws_sns_topic_subscription") == {}


def test_minimal_needs_no_domain_and_no_certificate(planned: dict[str, Planned]) -> None:
    assert planned["minimal"].all("aws_api_gateway_domain_name") == {}
    assert planned["bucketav"].only("aws_api_gateway_domain_name")


def test_bucketav_sends_uploads_to_its_scan_queue_and_waits_for_its_findings(
    planned: dict[str, Planned],
) -> None:
    example = planned["bucketav"]
    notification = example.only("aws_s3_bucket_notification")
    assert notification["lambda_function"] == []
    assert [entry["queue_arn"] for entry in notification["queue"]] == [
        f"arn:aws:sqs:eu-central-1:{ACCOUNT}:bucketav-ScanQueue-1A2B3C4D"
    ]
    topic = example.only("aws_sns_topic_subscription")["topic_arn"]
    assert topic == f"arn:aws:sns:eu-central-1:{ACCOUNT}:bucketav-FindingsTopic-1A2B3C4D"


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_cloudfront_signs_its_requests_to_the_private_bucket(planned: dict[str, Planned], name: str) -> None:
    (origin,) = planned[name].only("aws_cloudfront_distribution")["origin"]
    assert origin["domain_name"] == f"{BUCKET}.s3.eu-central-1.amazonaws.com"
    assert origin["s3_origin_config"] == []  # an origin access identity, which OAC replaces
    control = planned[name].only("aws_cloudfront_origin_access_control")
    assert (control["signing_behavior"], control["signing_protocol"]) == ("always", "sigv4")
    assert control["origin_access_control_origin_type"] == "s3"


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_cloudfront_serves_signed_urls_over_https_alone(planned: dict[str, Planned], name: str) -> None:
    distribution = planned[name].only("aws_cloudfront_distribution")
    unknown = planned[name].unknown["aws_cloudfront_distribution.files"]
    kinds = ("default_cache_behavior", "ordered_cache_behavior")
    behaviours = [behaviour for kind in kinds for behaviour in distribution[kind]]
    # A key group's id is unknown in a plan. Without a group the list would be known and empty.
    signed = [behaviour.get("trusted_key_groups") for kind in kinds for behaviour in unknown[kind]]
    assert signed == [True, True, True]
    assert [behaviour.get("path_pattern") for behaviour in behaviours] == [
        None,
        "uploads/*",
        "thumbnails/*",
    ]
    for behaviour in behaviours:
        assert behaviour["viewer_protocol_policy"] == "https-only"
        assert sorted(behaviour["allowed_methods"]) == ["GET", "HEAD"]
    assert distribution["viewer_certificate"][0]["minimum_protocol_version"] == "TLSv1.2_2021"


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_cloudfront_forgets_a_deleted_file_within_a_day(planned: dict[str, Planned], name: str) -> None:
    # `max_ttl` is the limit, because the files' Cache-Control asks for a year. The cache key leaves out the
    # query, so that the signed URLs of one file share one copy.
    policy = planned[name].only("aws_cloudfront_cache_policy")
    assert policy["min_ttl"] <= policy["default_ttl"] <= policy["max_ttl"] == 24 * 3600
    (key,) = policy["parameters_in_cache_key_and_forwarded_to_origin"]
    assert key["query_strings_config"][0]["query_string_behavior"] == "none"
    unknown = planned[name].unknown["aws_cloudfront_distribution.files"]
    kinds = ("default_cache_behavior", "ordered_cache_behavior")
    # The ids are unknown, so they are the example's own policy; a managed policy's id would be known.
    assert [block.get("cache_policy_id") for kind in kinds for block in unknown[kind]] == [True] * 3


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_cloudfront_asks_again_for_a_file_that_was_not_clean_yet(
    planned: dict[str, Planned], name: str
) -> None:
    (answer,) = planned[name].only("aws_cloudfront_distribution")["custom_error_response"]
    assert (answer["error_code"], answer["error_caching_min_ttl"]) == (403, 0)


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_a_browser_takes_a_file_for_what_it_says_it_is(planned: dict[str, Planned], name: str) -> None:
    (security,) = planned[name].only("aws_cloudfront_response_headers_policy")["security_headers_config"]
    assert security["content_type_options"] == [{"override": True}]
    assert security["content_security_policy"][0]["content_security_policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("name", WITH_CLOUDFRONT)
def test_a_public_key_is_given_as_cloudfront_gives_it_back(planned: dict[str, Planned], name: str) -> None:
    key = planned[name].only("aws_cloudfront_public_key")["encoded_key"]
    assert key.startswith("-----BEGIN PUBLIC KEY-----\n")
    assert key.endswith("-----END PUBLIC KEY-----\n")


def test_the_key_of_complete_lets_each_service_do_its_part_and_no_other(planned: dict[str, Planned]) -> None:
    statements = planned["complete"].policy("aws_kms_key.uploads")
    account = statements.pop("AccountDecidesByIam")
    assert account["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    use = ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert {sid: _service(statement) for sid, statement in statements.items()} == {
        "CloudWatchLogsEncryptsLogGroups": (
            "logs.eu-central-1.amazonaws.com",
            ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        ),
        "FindingsTopicWritesDeadLetters": ("sns.amazonaws.com", use),
        "PendingArrivalsWriteDeadLetters": ("events.amazonaws.com", use),
        "UploadEventsAreDelivered": ("events.amazonaws.com", use),
        "AlarmsPublish": ("cloudwatch.amazonaws.com", use),
        "CloudFrontReadsFiles": ("cloudfront.amazonaws.com", "kms:Decrypt"),
    }
    # A condition restricts every service to this account's own resources.
    for statement in statements.values():
        arns = [
            arn
            for operator in ("ArnLike", "ArnEquals")
            for named in statement["Condition"].get(operator, {}).values()
            for arn in ([named] if isinstance(named, str) else named)
        ]
        assert arns
        assert {arn.split(":")[4] for arn in arns} == {ACCOUNT}


def _service(statement: dict[str, Any]) -> tuple[str, Any]:
    assert statement["Effect"] == "Allow"
    return statement["Principal"]["Service"], statement["Action"]


def test_complete_encrypts_everything_with_its_key(planned: dict[str, Planned]) -> None:
    example = planned["complete"]
    (rule,) = example.resources[f"{MODULE}.aws_s3_bucket_server_side_encryption_configuration.this"]["rule"]
    assert rule["apply_server_side_encryption_by_default"][0]["sse_algorithm"] == "aws:kms"
    key = MADE_BEFORE["module.complete", "aws_kms_key", "uploads"]["arn"]
    for kind, attribute in (
        ("aws_cloudwatch_log_group", "kms_key_id"),
        ("aws_sqs_queue", "kms_master_key_id"),
        ("aws_secretsmanager_secret", "kms_key_id"),
        ("aws_sns_topic", "kms_master_key_id"),
    ):
        assert {values[attribute] for values in example.all(kind).values()} == {key}


def test_complete_logs_the_web_acl_and_both_buckets_accesses(planned: dict[str, Planned]) -> None:
    example = planned["complete"]
    destination = example.only("aws_wafv2_web_acl_logging_configuration")["log_destination_configs"]
    assert destination == [f"arn:aws:logs:eu-central-1:{ACCOUNT}:log-group:aws-waf-logs-{BUCKET}"]
    assert example.only("aws_s3_bucket_logging")["target_prefix"] == f"{BUCKET}/"
    delivery = example.policy("aws_s3_bucket_policy.access_logs")["UploadsBucketLogs"]
    assert delivery["Principal"] == {"Service": "logging.s3.amazonaws.com"}
    assert delivery["Resource"] == f"arn:aws:s3:::{BUCKET}-logs/{BUCKET}/*"
    assert delivery["Condition"] == {
        "ArnEquals": {"aws:SourceArn": f"arn:aws:s3:::{BUCKET}"},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }


def test_complete_lets_alarms_of_the_module_publish_and_nothing_else(planned: dict[str, Planned]) -> None:
    example = planned["complete"]
    statement = example.policy("aws_sns_topic_policy.alarms")["AlarmsPublish"]
    pattern = statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert pattern == f"arn:aws:cloudwatch:eu-central-1:{ACCOUNT}:alarm:{BUCKET}-*"
    names = [alarm["alarm_name"] for alarm in example.all("aws_cloudwatch_metric_alarm").values()]
    assert names
    assert all(name.startswith(f"{BUCKET}-") for name in names)


def test_complete_serves_both_host_names_of_its_zone(planned: dict[str, Planned]) -> None:
    example = planned["complete"]
    records = {
        (values.get("name"), values["type"]) for values in example.all("aws_route53_record").values()
        if values.get("type")
    }  # fmt: skip
    assert records == {
        ("uploads.example.com", "A"),
        ("files.example.com", "A"),
        ("files.example.com", "AAAA"),
    }
    assert example.only("aws_cloudfront_distribution")["aliases"] == ["files.example.com"]
    assert example.only("aws_api_gateway_rest_api")["disable_execute_api_endpoint"] is True


def test_the_environments_differ_in_what_can_be_thrown_away(planned: dict[str, Planned]) -> None:
    facts = {
        name: (
            planned[name].only("aws_s3_bucket")["bucket"],
            planned[name].only("aws_s3_bucket")["force_destroy"],
            planned[name].only("aws_dynamodb_table")["deletion_protection_enabled"],
            len(planned[name].all("aws_sns_topic_subscription")),
        )
        for name in ("dev", "prod")
    }
    assert facts == {
        "dev": ("dev-acme-uploads", True, False, 0),
        "prod": ("prod-acme-uploads", False, True, 1),
    }


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_an_environment_has_a_state_of_its_own(environment: str) -> None:
    folder = EXAMPLES / "environments"
    backend = (folder / f"{environment}.s3.tfbackend").read_text()
    assert f'"acme-terraform-state-{environment}"' in backend


@pytest.mark.parametrize("name", sorted(VALUES))
def test_no_example_makes_anything_public(planned: dict[str, Planned], name: str) -> None:
    example = planned[name]
    blocks = example.all("aws_s3_bucket_public_access_block")
    assert len(blocks) == len(example.all("aws_s3_bucket"))
    switches = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")
    assert all(block[switch] for block in blocks.values() for switch in switches)
    for address, values in example.resources.items():
        for statement in json.loads(values.get("policy") or "{}").get("Statement", ()):
            anyone = statement.get("Principal") in ("*", {"AWS": "*"})
            assert not (anyone and statement["Effect"] == "Allow"), address


def test_the_webhook_of_complete_is_told_no_key(planned: dict[str, Planned]) -> None:
    target = planned["complete"].resources["aws_cloudwatch_event_target.webhook[0]"]
    (told,) = target["input_transformer"]
    always = {"status", "processed_at"}
    schema = json.loads((EXAMPLES.parent / "docs/upload-event.schema.json").read_text())
    assert always <= set(schema["required"])
    assert set(told["input_paths"].values()) == {"$.id", *(f"$.detail.{field}" for field in always)}

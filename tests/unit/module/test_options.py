"""An instance without a domain of its own, and with options that are off by default."""

from __future__ import annotations

import json
import re

import tftest

from local_aws.engine import ROOT
from tests.unit.module.planned import Instance, Values

ALARMS = "aws_cloudwatch_metric_alarm"
BUCKET = "arn:aws:s3:::prod-options"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:prod-options-process-uploaded-file"
TOPIC = "arn:aws:sns:eu-west-1:999999999999:findings"
PAGER, TICKETS = (f"arn:aws:sns:eu-central-1:123456789012:{name}" for name in ("pager", "tickets"))


def outputs(plan: tftest.TerraformPlanOutput) -> Values:
    values: Values = plan["output_changes"]["options"]["after"]
    return values


# --- No domain --------------------------------------------------------------------------------------


def test_without_a_domain_the_stages_own_url_is_the_api(
    plan: tftest.TerraformPlanOutput, options: Instance
) -> None:
    assert not {"aws_api_gateway_domain_name", "aws_api_gateway_base_path_mapping"} & options.types()
    references = options.configuration["outputs"]["api_url"]["expression"]["references"]
    assert "aws_api_gateway_stage.this.invoke_url" in references
    assert outputs(plan)["dns_target"] is None


def test_the_domains_resources_keep_what_an_older_release_made() -> None:
    moved = re.findall(r"moved {\n  from = (.*)\n  to   = (.*)\n}", (ROOT / "module/dns.tf").read_text())
    names = ("aws_api_gateway_domain_name.this", "aws_api_gateway_base_path_mapping.this")
    assert moved == [(name, f"{name}[0]") for name in names]


# --- The bucket -------------------------------------------------------------------------------------


def test_lifecycle_rules_stand_beside_the_modules(options: Instance) -> None:
    rules = {rule["id"]: rule for rule in options.the("aws_s3_bucket_lifecycle_configuration")["rule"]}

    assert list(rules) == ["tidy-up", "expire-originals", "archive"]
    assert rules["expire-originals"]["filter"][0]["prefix"] == "uploads/"
    assert rules["expire-originals"]["expiration"][0]["days"] == 90
    assert rules["archive"]["expiration"][0]["days"] == 400
    assert rules["archive"]["noncurrent_version_expiration"][0]["noncurrent_days"] == 7
    assert {(part["days"], part["storage_class"]) for part in rules["archive"]["transition"]} == {
        (30, "STANDARD_IA"),
        (90, "GLACIER_IR"),
    }


def test_notifications_stand_in_the_buckets_only_resource(options: Instance, consumer: Instance) -> None:
    notification = options.the("aws_s3_bucket_notification")

    (queue,), (topic,), (function,) = (notification[kind] for kind in ("queue", "topic", "lambda_function"))
    assert (queue["id"], queue["queue_arn"][-8:], queue["events"]) == (
        "queue",
        ":removed",
        ["s3:ObjectRemoved:*"],
    )
    assert (topic["id"], topic["filter_prefix"]) == ("topic", "thumbnails/")
    assert (function["id"], function["filter_suffix"]) == ("function", ".png")
    assert not consumer.every("aws_s3_bucket_notification")  # else it would replace BucketAV's own


def test_pages_may_send_further_headers(options: Instance) -> None:
    (rule,) = options.the("aws_s3_bucket_cors_configuration")["cors_rule"]
    assert sorted(rule["allowed_headers"]) == [
        *("baggage", "content-type", "if-none-match", "traceparent", "x-amz-checksum-sha256")
    ]


def test_a_named_role_alone_may_copy_uploads(options: Instance) -> None:
    statement = options.statements("aws_s3_bucket_policy")["DenyUploadsThatCouldOverwrite"]
    assert statement["Condition"] == {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
        "ArnNotEquals": {"aws:PrincipalArn": ["arn:aws:iam::123456789012:role/restore"]},
    }


def test_the_copying_roles_policy_is_an_output_and_writes_no_tags(plan: tftest.TerraformPlanOutput) -> None:
    statements = {one["Sid"]: one for one in json.loads(outputs(plan)["copy_role_policy"])["Statement"]}
    assert statements["CopyUploads"] == {
        "Sid": "CopyUploads",
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
        "Resource": f"{BUCKET}/uploads/*",
    }
    assert statements["ListUploads"]["Resource"] == BUCKET
    assert statements.keys() == {"CopyUploads", "ListUploads"}


def test_rejected_uploads_are_deleted_on_request(options: Instance, plain: Instance) -> None:
    right = options.statements("aws_iam_role_policy", "process_uploaded_file")["DeleteRejected"]
    assert (right["Action"], right["Resource"]) == ("s3:DeleteObjectVersion", f"{BUCKET}/uploads/*")
    assert options.environment("process_uploaded_file")["DELETE_REJECTED"] == "true"
    assert plain.environment("process_uploaded_file")["DELETE_REJECTED"] == "false"
    assert "DeleteRejected" not in plain.statements("aws_iam_role_policy", "process_uploaded_file")


# --- A findings topic of another account --------------------------------------------------------------


def test_a_topic_by_its_arn_is_the_one_that_counts(options: Instance) -> None:
    assert options.the("aws_sns_topic_subscription", "findings")["topic_arn"] == TOPIC
    assert options.the("aws_lambda_permission", "findings_topic")["source_arn"] == TOPIC
    senders = options.statements("aws_sqs_queue_policy", "processing_dlq")
    assert TOPIC in json.dumps(senders)
    assert "findings-lost" not in options.by_key(ALARMS)  # the metric is in the topic's own account


def test_the_statement_that_the_topics_policy_needs_is_an_output(plan: tftest.TerraformPlanOutput) -> None:
    assert json.loads(outputs(plan)["findings_topic_statement"]) == {
        "Sid": "ImageUploaderSubscribes",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "sns:Subscribe",
        "Resource": TOPIC,
        "Condition": {
            "StringEquals": {
                "sns:Protocol": "lambda",
                "sns:Endpoint": FUNCTION,
            }
        },
    }


# --- Alarms -----------------------------------------------------------------------------------------


def test_what_wakes_someone_goes_to_one_topic_and_what_waits_to_another(
    plan: tftest.TerraformPlanOutput, options: Instance
) -> None:
    severities = outputs(plan)["alarm_severities"]
    for alarm in options.by_key(ALARMS).values():
        page = severities[alarm["alarm_name"]] == "page"
        assert alarm["alarm_actions"] == ([PAGER] if page else [TICKETS])
        assert (alarm["ok_actions"] or []) == ([] if page else [TICKETS])


def test_uploads_that_are_lost_and_an_api_that_is_down_wake_someone(plan: tftest.TerraformPlanOutput) -> None:
    severities = plan["output_changes"]["consumer"]["after"]["alarm_severities"]
    assert {
        name.removeprefix("prod-acme-uploads-") for name, kind in severities.items() if kind == "page"
    } == {
        *("dead-letters-lost", "findings-lost", "presigned-url-errors", "presigned-url-throttles", "api-5xx")
    }


def test_a_threshold_is_an_input(options: Instance, consumer: Instance) -> None:
    assert options.by_key(ALARMS)["processing-errors"]["threshold"] == 5
    assert options.by_key(ALARMS)["api-4xx"]["threshold"] == consumer.by_key(ALARMS)["api-4xx"]["threshold"]


def test_every_threshold_but_those_of_lost_uploads_can_be_changed(consumer: Instance) -> None:
    text = (ROOT / "module/variables.tf").read_text()
    names = re.search(r"keys\(var\.alarm_thresholds\), \[(.*)\]", text)
    assert names
    fixed = {"dead-letters", "dead-letters-lost", "findings-lost"}
    assert set(re.findall(r'"([^"]*)"', names[1])) == set(consumer.by_key(ALARMS)) - fixed


# --- Warnings ---------------------------------------------------------------------------------------


def test_an_expiry_above_what_credentials_promise_is_warned_of(plan: tftest.TerraformPlanOutput) -> None:
    warned = {
        instance["address"]["to_display"]: instance["status"]
        for check in plan["checks"]
        if check["address"].get("name") == "urls_live_as_long_as_they_say"
        for instance in check.get("instances", ())
    }
    name = "check.urls_live_as_long_as_they_say"
    assert warned[f"module.options.{name}"] == "fail"
    assert warned[f"module.consumer.{name}"] == "pass"

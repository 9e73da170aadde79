"""The planned pending uploads: nothing by default; with the option rules, a function, an index, alarms."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aws_gateway import PENDING_INDEX
from pending_check import Waiting

from tests.unit.module.planned import Instance
from tests.unit.process_uploaded_file.processing_world import NOON

ACCOUNT = "123456789012"
NAME = "prod-everything"
FUNCTION = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:function:{NAME}-track-pending-uploads"
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:{NAME}-processing-dlq"
RULES = {
    key: f"arn:aws:events:eu-central-1:{ACCOUNT}:rule/{NAME}-pending-{key}" for key in ("arrival", "check")
}


def test_without_the_option_there_is_nothing_of_it(consumer: Instance, plain: Instance) -> None:
    for instance in (consumer, plain):
        assert not instance.types() & {"aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"}
        assert not [one.address for one in instance.resources if "pending" in one.address]
        assert not instance.the("aws_dynamodb_table")["global_secondary_index"]
        assert len(instance.the("aws_dynamodb_table")["attribute"]) == 2


def test_without_the_option_the_bucket_sends_nothing_to_eventbridge(plain: Instance) -> None:
    assert plain.the("aws_s3_bucket_notification")["eventbridge"] is False


def test_the_notification_of_the_scan_queue_sends_to_eventbridge_too(everything: Instance) -> None:
    notification = everything.the("aws_s3_bucket_notification")
    assert notification["eventbridge"] is True
    assert len(notification["queue"]) == 1


def test_the_rule_matches_uploads_to_this_bucket_and_nothing_else(everything: Instance) -> None:
    rules = everything.by_key("aws_cloudwatch_event_rule", "pending")
    assert json.loads(rules["arrival"]["event_pattern"]) == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "account": [ACCOUNT],
        "detail": {"bucket": {"name": [NAME]}, "object": {"key": [{"prefix": "uploads/"}]}},
    }
    assert rules["check"]["schedule_expression"] == "rate(5 minutes)"
    assert not rules["check"]["event_pattern"]


def test_an_arrival_is_tried_for_a_day_and_then_kept(everything: Instance) -> None:
    targets = everything.by_key("aws_cloudwatch_event_target", "pending")
    for key, attempts, seconds in (("arrival", 185, 86400), ("check", 0, 300)):
        (retry,) = targets[key]["retry_policy"]
        assert (retry["maximum_retry_attempts"], retry["maximum_event_age_in_seconds"]) == (attempts, seconds)
        assert targets[key]["arn"] == FUNCTION
    assert targets["arrival"]["dead_letter_config"] == [{"arn": QUEUE}]
    assert not targets["check"]["dead_letter_config"]
    statement = everything.statements("aws_sqs_queue_policy", "processing_dlq")["AllowPendingArrivalRule"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {"ArnEquals": {"aws:SourceArn": RULES["arrival"]}}


def test_both_rules_and_nothing_else_may_call_the_function(everything: Instance) -> None:
    callers = {
        permission["source_arn"]: permission["principal"]
        for permission in everything.every("aws_lambda_permission")
        if permission["function_name"].endswith("-track-pending-uploads")
    }
    assert callers == dict.fromkeys(RULES.values(), "events.amazonaws.com")


def test_the_function_is_told_what_the_processing_function_is_told(everything: Instance) -> None:
    own = {"DELETE_REJECTED": "false", "METRICS_FUNCTION": "track_pending_uploads"}
    told = everything.environment("process_uploaded_file") | own
    assert everything.environment("track_pending_uploads") == told
    tracking = everything.the("aws_lambda_function", "track_pending_uploads")
    processing = everything.the("aws_lambda_function", "process_uploaded_file")
    for same in ("filename", "source_code_hash", "handler", "runtime", "architectures"):
        assert tracking[same] == processing[same]


def test_its_failures_are_kept(everything: Instance) -> None:
    config = everything.the("aws_lambda_function_event_invoke_config", "track_pending_uploads")
    assert config["destination_config"][0]["on_failure"] == [{"destination": QUEUE}]


def test_only_pending_items_are_in_the_index(everything: Instance) -> None:
    table = everything.the("aws_dynamodb_table")
    (index,) = table["global_secondary_index"]
    assert (index["name"], index["hash_key"], index["range_key"]) == (
        PENDING_INDEX,
        "status",
        "pending_since",
    )
    assert (index["projection_type"], index["non_key_attributes"]) == ("INCLUDE", ["version_id"])
    assert {one["name"] for one in table["attribute"]} == {"user_id", "file_key", "status", "pending_since"}


@pytest.fixture
def alarms(everything: Instance) -> dict[str | int, Any]:
    return everything.by_key("aws_cloudwatch_metric_alarm")


def test_the_alarms_look_at_the_metrics_that_the_check_prints(alarms: dict[str | int, Any]) -> None:
    line = json.loads(Waiting(1, 1).metrics(NAME, NOON))
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    printed = {metric["Name"] for metric in directive["Metrics"]}
    for key in ("pending-too-long", "pending-check-stopped"):
        alarm = alarms[key]
        assert alarm["metric_name"] in printed
        assert alarm["namespace"] == directive["Namespace"]
        assert alarm["dimensions"] == {name: line[name] for name in directive["Dimensions"][0]}


def test_an_upload_that_waits_too_long_raises_an_alarm(alarms: dict[str | int, Any]) -> None:
    alarm = alarms["pending-too-long"]
    assert (alarm["metric_name"], alarm["statistic"], alarm["threshold"]) == (
        "OldestPendingUpload", "Maximum", 30 * 60,
    )  # fmt: skip
    assert alarm["comparison_operator"] == "GreaterThanOrEqualToThreshold"


def test_a_check_that_stops_raises_an_alarm_by_its_silence(alarms: dict[str | int, Any]) -> None:
    alarm = alarms["pending-check-stopped"]
    assert alarm["treat_missing_data"] == "breaching"
    assert (alarm["statistic"], alarm["comparison_operator"], alarm["threshold"]) == (
        "SampleCount", "LessThanThreshold", 1,
    )  # fmt: skip
    assert alarm["evaluation_periods"] * alarm["period"] == 15 * 60


def test_an_arrival_that_is_lost_raises_an_alarm(alarms: dict[str | int, Any]) -> None:
    lost = {key: alarms[key]["dimensions"] for key in ("pending-events-lost", "pending-arrivals-lost")}
    assert lost == {
        "pending-events-lost": {"FunctionName": FUNCTION.rsplit(":", 1)[1]},
        "pending-arrivals-lost": {"RuleName": RULES["arrival"].rsplit("/", 1)[1]},
    }

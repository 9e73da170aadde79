"""The planned rules for GuardDuty's own failures, and the alarms that watch these rules."""

from __future__ import annotations

import json
from typing import Any

import tftest

from tests.unit.module.planned import Instance

BUCKET = "prod-guarded"
OBJECTS = {"bucketName": [BUCKET], "objectKey": [{"prefix": "uploads/"}]}
ALARMS = {"scan": "scans-failed", "tag": "scan-tags-failed", "plan": "scan-plan-failed"}


def patterns(instance: Instance) -> dict[str | int, dict[str, Any]]:
    rules = instance.by_key("aws_cloudwatch_event_rule", "guardduty_failure")
    return {key: json.loads(rule["event_pattern"]) for key, rule in rules.items()}


def test_each_failure_has_a_rule_for_this_bucket_alone(guardduty: Instance) -> None:
    found = patterns(guardduty)

    assert {key: pattern["detail"] for key, pattern in found.items()} == {
        "scan": {
            "s3ObjectDetails": OBJECTS,
            "scanResultDetails": {"scanResultStatus": ["ACCESS_DENIED", "FAILED"]},
        },
        "tag": {"s3ObjectDetails": OBJECTS},
        "plan": {"s3BucketDetails": {"bucketName": [BUCKET]}},
    }
    for pattern in found.values():
        assert (pattern["source"], pattern["account"]) == (["aws.guardduty"], ["123456789012"])


def test_the_rules_match_the_events_by_the_names_that_aws_documents(guardduty: Instance) -> None:
    start = "GuardDuty Malware Protection"
    assert {key: pattern["detail-type"] for key, pattern in patterns(guardduty).items()} == {
        "scan": [f"{start} Object Scan Result"],
        "tag": [f"{start} Post Scan Action Failed"],
        "plan": [{"equals-ignore-case": f"{start} Resource Status {word}"} for word in ("Warning", "Error")],
    }


def test_each_rule_has_its_alarm(guardduty: Instance) -> None:
    alarms = guardduty.by_key("aws_cloudwatch_metric_alarm")
    rules = guardduty.by_key("aws_cloudwatch_event_rule", "guardduty_failure")
    assert {key: alarms[ALARMS[str(key)]]["dimensions"] for key in rules} == {
        key: {"RuleName": rule["name"]} for key, rule in rules.items()
    }


def test_a_plan_that_fails_wakes_someone(plan: tftest.TerraformPlanOutput) -> None:
    severities = plan["output_changes"]["guardduty"]["after"]["alarm_severities"]
    found = {alarm: severities[f"{BUCKET}-{alarm}"] for alarm in ALARMS.values()}
    assert found == {"scans-failed": "ticket", "scan-tags-failed": "ticket", "scan-plan-failed": "page"}


def test_without_guardduty_there_is_none_of_them(consumer: Instance) -> None:
    assert not patterns(consumer)
    assert not set(ALARMS.values()) & consumer.by_key("aws_cloudwatch_metric_alarm").keys()

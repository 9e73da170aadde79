"""The planned table, alarms and outputs."""

from __future__ import annotations

import re

import pytest
import tftest

from tests.unit.module.inputs import NINE
from tests.unit.module.planned import Instance, Values

# --- The table --------------------------------------------------------------------------------------


def test_the_table_is_keyed_by_user_and_file(consumer: Instance) -> None:
    table = consumer.the("aws_dynamodb_table")
    assert (table["hash_key"], table["range_key"]) == ("user_id", "file_key")
    assert {attribute["name"]: attribute["type"] for attribute in table["attribute"]} == {
        "user_id": "S",
        "file_key": "S",
    }


def test_the_table_is_paid_by_request(consumer: Instance) -> None:
    assert consumer.the("aws_dynamodb_table")["billing_mode"] == "PAY_PER_REQUEST"


def test_the_table_can_be_restored_to_any_second(consumer: Instance) -> None:
    assert consumer.the("aws_dynamodb_table")["point_in_time_recovery"][0]["enabled"] is True


def test_the_table_is_protected_unless_it_is_given_up(consumer: Instance, everything: Instance) -> None:
    assert consumer.the("aws_dynamodb_table")["deletion_protection_enabled"] is True
    assert everything.the("aws_dynamodb_table")["deletion_protection_enabled"] is False


def test_the_table_is_encrypted_with_the_key_if_there_is_one(
    consumer: Instance, everything: Instance
) -> None:
    assert consumer.the("aws_dynamodb_table")["server_side_encryption"][0]["enabled"] is True
    encryption = everything.the("aws_dynamodb_table")["server_side_encryption"][0]
    assert encryption == {"enabled": True, "kms_key_arn": "arn:aws:kms:eu-central-1:123456789012:key/da7a"}


# --- Alarms -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def alarms(consumer: Instance) -> dict[str | int, Values]:
    return consumer.by_key("aws_cloudwatch_metric_alarm")


def test_there_is_an_alarm_for_all_that_should_not_happen(alarms: dict[str | int, Values]) -> None:
    single = {key: alarm for key, alarm in alarms.items() if key != "api-4xx"}
    assert {key: (alarm["namespace"], alarm["metric_name"]) for key, alarm in single.items()} == {
        "dead-letters": ("AWS/SQS", "ApproximateNumberOfMessagesVisible"),
        "dead-letters-waiting": ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        "dead-letters-lost": ("AWS/Lambda", "DestinationDeliveryFailures"),
        "findings-lost": ("AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq"),
        "presigned-url-errors": ("AWS/Lambda", "Errors"),
        "presigned-url-throttles": ("AWS/Lambda", "Throttles"),
        "processing-errors": ("AWS/Lambda", "Errors"),
        "processing-throttles": ("AWS/Lambda", "Throttles"),
        "api-5xx": ("AWS/ApiGateway", "5XXError"),
        "waf-blocked": ("AWS/WAFV2", "BlockedRequests"),
    }


def test_the_first_dead_letter_raises_the_alarm(alarms: dict[str | int, Values]) -> None:
    alarm = alarms["dead-letters"]
    assert alarm["dimensions"] == {"QueueName": "prod-acme-uploads-processing-dlq"}
    assert (alarm["statistic"], alarm["threshold"], alarm["evaluation_periods"]) == ("Maximum", 1, 1)
    assert alarm["comparison_operator"] == "GreaterThanOrEqualToThreshold"


def test_dead_letters_that_wait_raise_an_alarm_before_the_queue_falls_silent(
    alarms: dict[str | int, Values],
) -> None:
    alarm = alarms["dead-letters-waiting"]
    assert alarm["dimensions"] == alarms["dead-letters"]["dimensions"]
    assert (alarm["statistic"], alarm["evaluation_periods"]) == ("Maximum", 1)
    assert alarm["threshold"] + alarm["period"] < 6 * 3600


def test_a_few_refused_requests_raise_no_alarm(alarms: dict[str | int, Values]) -> None:
    alarm = alarms["api-4xx"]
    queries = {query["id"]: query for query in alarm["metric_query"]}
    measured = {id_: query["metric"][0] for id_, query in queries.items() if query["metric"]}
    (share,) = [query for query in queries.values() if query["return_data"]]

    assert {id_: (metric["metric_name"], metric["stat"]) for id_, metric in measured.items()} == {
        "requests": ("Count", "Sum"),
        "refused": ("4XXError", "Sum"),
    }
    raised = {
        counts: of_counts(share["expression"], *counts) >= alarm["threshold"]
        for counts in ((1, 1), (19, 19), (20, 4), (20, 5), (1000, 249), (1000, 250))
    }
    assert raised == {
        (1, 1): False,
        (19, 19): False,
        (20, 4): False,
        (20, 5): True,
        (1000, 249): False,
        (1000, 250): True,
    }


def of_counts(expression: str, requests: int, refused: int) -> float:
    """Return the value of the metric math `IF(requests >= NUMBER, refused / requests, NUMBER)`."""
    form = r"IF\(requests >= (\d+), refused / requests, (\d+)\)"
    match = re.fullmatch(form, expression)
    assert match, expression
    least, otherwise = map(int, match.groups())
    return refused / requests if requests >= least else otherwise


def test_alarms_look_at_what_this_instance_made(consumer: Instance, alarms: dict[str | int, Values]) -> None:
    functions = {values["function_name"] for values in consumer.every("aws_lambda_function")}
    stage = consumer.the("aws_api_gateway_stage")["stage_name"]
    queried = [metric for query in alarms["api-4xx"]["metric_query"] for metric in query["metric"]]
    for alarm in (*alarms.values(), *queried):
        dimensions = alarm["dimensions"]
        if alarm["namespace"] == "AWS/Lambda":
            assert dimensions.keys() == {"FunctionName"}
            assert dimensions["FunctionName"] in functions
        if alarm["namespace"] == "AWS/ApiGateway":
            assert dimensions == {"ApiName": consumer.the("aws_api_gateway_rest_api")["name"], "Stage": stage}
        if alarm["namespace"] == "AWS/SNS":
            assert dimensions == {"TopicName": "bucketav-FindingsTopic-ABC"}
        if alarm["namespace"] == "AWS/WAFV2":
            web_acl = consumer.the("aws_wafv2_web_acl")["visibility_config"][0]["metric_name"]
            assert dimensions == {"WebACL": web_acl, "Region": "eu-central-1", "Rule": "ALL"}


def test_silence_is_no_alarm_and_no_all_clear_for_dead_letters(alarms: dict[str | int, Values]) -> None:
    # SQS publishes no metrics of a queue that was not used for six hours, even if it holds messages.
    treated = {key: alarm["treat_missing_data"] for key, alarm in alarms.items()}
    kept = {"dead-letters", "dead-letters-waiting"}
    assert treated == {key: "ignore" if key in kept else "notBreaching" for key in alarms}


def test_without_waf_and_bucketav_there_is_no_alarm_for_them(plain: Instance) -> None:
    assert not {"waf-blocked", "findings-lost"} & plain.by_key("aws_cloudwatch_metric_alarm").keys()


def test_an_event_that_is_lost_on_the_way_to_the_dead_letters_raises_an_alarm(
    consumer: Instance, alarms: dict[str | int, Values]
) -> None:
    processing = consumer.the("aws_lambda_function", "process_uploaded_file")["function_name"]
    for key in ("dead-letters-lost", "findings-lost"):
        alarm = alarms[key]
        assert (alarm["statistic"], alarm["threshold"], alarm["evaluation_periods"]) == ("Sum", 1, 1)
    assert alarms["dead-letters-lost"]["dimensions"] == {"FunctionName": processing}


def test_every_alarm_notifies_the_topics(consumer: Instance, everything: Instance) -> None:
    for instance, topics in ((consumer, []), (everything, ["arn:aws:sns:eu-central-1:123456789012:alarms"])):
        for alarm in instance.every("aws_cloudwatch_metric_alarm"):
            assert (alarm["alarm_actions"] or []) == (alarm["ok_actions"] or []) == topics


# --- Outputs ----------------------------------------------------------------------------------------


def test_the_promised_outputs_are_there(consumer: Instance) -> None:
    assert set(consumer.configuration["outputs"]) >= {
        "uploads_bucket_id",
        "uploads_bucket_arn",
        "uploads_bucket_regional_domain_name",
        "api_gateway_invoke_url",
        "metadata_table_name",
        "metadata_table_arn",
        "processing_dlq_url",
        "web_acl_arn",
    }


def test_the_promised_inputs_are_enough(consumer: Instance) -> None:
    # The call sets these nine inputs alone, and the plan has resources.
    assert set(consumer.call["expressions"]) == set(NINE)
    assert consumer.resources


def test_every_input_and_output_is_described(consumer: Instance) -> None:
    for kind in ("variables", "outputs"):
        for name, entry in consumer.configuration[kind].items():
            assert len(entry.get("description", "")) > 10, name


def output(plan: tftest.TerraformPlanOutput, instance: str) -> Values:
    """Return the values of an instance's outputs, without the unknown ones."""
    values: Values = plan["output_changes"][instance]["after"]
    return values


def test_outputs_are_known_where_names_decide(plan: tftest.TerraformPlanOutput) -> None:
    known = output(plan, "consumer")
    assert known["uploads_bucket_id"] == "prod-acme-uploads"
    assert known["uploads_bucket_arn"] == "arn:aws:s3:::prod-acme-uploads"
    assert known["uploads_bucket_regional_domain_name"] == "prod-acme-uploads.s3.eu-central-1.amazonaws.com"
    assert known["metadata_table_name"] == "prod-acme-uploads-metadata"
    assert known["metadata_table_arn"] == (
        "arn:aws:dynamodb:eu-central-1:123456789012:table/prod-acme-uploads-metadata"
    )
    assert known["processing_dlq_arn"] == (
        "arn:aws:sqs:eu-central-1:123456789012:prod-acme-uploads-processing-dlq"
    )
    assert known["api_url"] == "https://uploads.example.com/upload-url"
    assert known["api_gateway_stage_name"] == "v1"
    assert known["auth_secret_name"] == "prod/image-upload/secrets"  # noqa: S105 - its name


def test_only_what_aws_makes_is_unknown_in_outputs(plan: tftest.TerraformPlanOutput) -> None:
    unknown = plan["output_changes"]["consumer"]["after_unknown"]
    assert {name for name, value in unknown.items() if value is True} == {
        "api_gateway_invoke_url",
        "api_gateway_rest_api_id",
        "processing_dlq_url",
        "web_acl_arn",
    }
    assert unknown["dns_target"] == {"name": True, "zone_id": True}


def test_outputs_name_what_was_made(plan: tftest.TerraformPlanOutput, consumer: Instance) -> None:
    known = output(plan, "consumer")
    for function in ("get_presigned_url", "process_uploaded_file"):
        name = consumer.the("aws_lambda_function", function)["function_name"]
        assert known["function_names"][function] == name
        assert known["function_role_names"][function] == consumer.the("aws_iam_role", function)["name"]
    names = [alarm["alarm_name"] for alarm in consumer.every("aws_cloudwatch_metric_alarm")]
    assert sorted(known["alarm_names"]) == sorted(names)


def test_without_waf_the_web_acls_output_is_null(plan: tftest.TerraformPlanOutput) -> None:
    assert output(plan, "plain")["web_acl_arn"] is None
    assert not plan["output_changes"]["plain"]["after_unknown"].get("web_acl_arn")

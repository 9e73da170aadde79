"""The planned upload events: nothing by default; with the option a stream, a function, a queue and alarms."""

from __future__ import annotations

from tests.unit.module.planned import Instance

NAME = "prod-everything"
QUEUE = f"arn:aws:sqs:eu-central-1:123456789012:{NAME}-upload-events-dlq"


def test_without_the_option_there_is_nothing_of_it(consumer: Instance, plain: Instance) -> None:
    for instance in (consumer, plain):
        assert "aws_lambda_event_source_mapping" not in instance.types()
        assert not [one.address for one in instance.resources if "upload_events" in one.address]
        assert not instance.the("aws_dynamodb_table")["stream_enabled"]


def test_the_tables_stream_shows_new_items(everything: Instance) -> None:
    table = everything.the("aws_dynamodb_table")
    assert (table["stream_enabled"], table["stream_view_type"]) == (True, "NEW_IMAGE")


def test_a_batch_that_fails_is_split_and_tried_for_six_hours_and_then_kept(everything: Instance) -> None:
    mapping = everything.the("aws_lambda_event_source_mapping", "send_upload_events")
    assert mapping["bisect_batch_on_function_error"] is True
    assert mapping["function_response_types"] == ["ReportBatchItemFailures"]
    assert (mapping["maximum_record_age_in_seconds"], mapping["maximum_retry_attempts"]) == (6 * 3600, -1)
    assert mapping["destination_config"] == [{"on_failure": [{"destination_arn": QUEUE}]}]
    assert mapping["starting_position"] == "TRIM_HORIZON"
    assert mapping["enabled"] is not False


def test_the_function_is_told_its_bus_and_bucket(everything: Instance) -> None:
    assert everything.environment("send_upload_events") == {
        "EVENT_BUS": "arn:aws:events:eu-central-1:123456789012:event-bus/uploads",
        "UPLOADS_BUCKET": NAME,
    }


def test_late_and_undelivered_events_raise_an_alarm(everything: Instance) -> None:
    alarms = everything.by_key("aws_cloudwatch_metric_alarm")
    late, undelivered = alarms["events-late"], alarms["events-undelivered"]
    assert (late["metric_name"], late["threshold"]) == ("IteratorAge", 15 * 60 * 1000)
    assert late["dimensions"] == {"FunctionName": f"{NAME}-send-upload-events"}
    assert undelivered["dimensions"] == {"QueueName": QUEUE.rsplit(":", 1)[1]}
    assert undelivered["treat_missing_data"] == "ignore"

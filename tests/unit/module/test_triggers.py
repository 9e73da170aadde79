"""The planned triggers of the processing: BucketAV's finding, or the bucket's own notification."""

from __future__ import annotations

import json

import tftest

from tests.unit.module.planned import Instance

FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:{}-process-uploaded-file"
TOPIC = "arn:aws:sns:eu-central-1:123456789012:bucketav-FindingsTopic-ABC"


# --- With BucketAV ----------------------------------------------------------------------------------


def test_with_bucketav_the_function_is_subscribed_to_the_findings(consumer: Instance) -> None:
    subscription = consumer.the("aws_sns_topic_subscription", "findings")
    assert subscription["topic_arn"] == TOPIC
    assert subscription["protocol"] == "lambda"
    assert subscription["endpoint"] == FUNCTION.format("prod-acme-uploads")


def test_findings_about_other_buckets_and_prefixes_are_filtered_by_their_body(consumer: Instance) -> None:
    subscription = consumer.the("aws_sns_topic_subscription", "findings")
    assert subscription["filter_policy_scope"] == "MessageBody"
    assert json.loads(subscription["filter_policy"]) == {
        "bucket": ["prod-acme-uploads"],
        "key": [{"prefix": "uploads/"}],
    }


def test_findings_that_cannot_be_delivered_go_to_the_dead_letter_queue(consumer: Instance) -> None:
    subscription = consumer.the("aws_sns_topic_subscription", "findings")
    assert json.loads(subscription["redrive_policy"]) == {
        "deadLetterTargetArn": "arn:aws:sqs:eu-central-1:123456789012:prod-acme-uploads-processing-dlq"
    }


def test_the_findings_topic_may_call_the_function(consumer: Instance) -> None:
    permission = consumer.the("aws_lambda_permission", "findings_topic")
    assert permission["principal"] == "sns.amazonaws.com"
    assert permission["action"] == "lambda:InvokeFunction"
    assert permission["function_name"] == "prod-acme-uploads-process-uploaded-file"
    assert permission["source_arn"] == TOPIC
    assert not permission["source_account"]  # SNS sends none, so it would never match


def test_with_bucketav_the_bucket_may_not_call_the_function(consumer: Instance, everything: Instance) -> None:
    for instance, other in ((consumer, set()), (everything, {"events.amazonaws.com"})):
        principals = {permission["principal"] for permission in instance.every("aws_lambda_permission")}
        assert principals == {"apigateway.amazonaws.com", "sns.amazonaws.com"} | other


def test_without_the_scan_queue_the_bucket_notifies_nobody(consumer: Instance) -> None:
    assert not consumer.every("aws_s3_bucket_notification")


def test_with_the_scan_queue_the_bucket_notifies_it_of_every_upload(everything: Instance) -> None:
    notification = everything.the("aws_s3_bucket_notification")
    (queue,) = notification["queue"]
    assert queue["queue_arn"] == "arn:aws:sqs:eu-central-1:123456789012:bucketav-ScanQueue-1"
    assert queue["events"] == ["s3:ObjectCreated:*"]
    assert queue["filter_prefix"] == "uploads/"
    assert not notification["lambda_function"]
    assert not notification["topic"]


# --- Without BucketAV -------------------------------------------------------------------------------


def test_without_bucketav_the_bucket_calls_the_function_for_every_upload(plain: Instance) -> None:
    notification = plain.the("aws_s3_bucket_notification")
    (function,) = notification["lambda_function"]
    assert function["lambda_function_arn"] == FUNCTION.format("prod-plain")
    assert function["events"] == ["s3:ObjectCreated:*"]
    assert not notification["queue"]
    assert not notification["topic"]


def test_thumbnails_do_not_call_the_function_again(plain: Instance) -> None:
    (function,) = plain.the("aws_s3_bucket_notification")["lambda_function"]
    assert function["filter_prefix"] == plain.environment("process_uploaded_file")["UPLOADS_PREFIX"]
    assert not plain.environment("process_uploaded_file")["THUMBNAILS_PREFIX"].startswith(
        function["filter_prefix"]
    )


def test_the_bucket_of_this_account_may_call_the_function(plain: Instance) -> None:
    permission = plain.the("aws_lambda_permission", "bucket")
    assert permission["principal"] == "s3.amazonaws.com"
    assert permission["action"] == "lambda:InvokeFunction"
    assert permission["function_name"] == "prod-plain-process-uploaded-file"
    assert permission["source_arn"] == "arn:aws:s3:::prod-plain"
    assert permission["source_account"] == "123456789012"


def test_without_bucketav_there_is_no_subscription(plain: Instance) -> None:
    assert not plain.every("aws_sns_topic_subscription")
    assert "sns" not in json.dumps(plain.statements("aws_sqs_queue_policy", "processing_dlq"))


# --- Both -------------------------------------------------------------------------------------------


def test_the_notification_waits_for_the_permission(consumer: Instance) -> None:
    # S3 tests a destination before it accepts the notification.
    assert set(consumer.source("aws_s3_bucket_notification.this")["depends_on"]) == {
        "aws_lambda_function.process_uploaded_file",
        "aws_lambda_permission.bucket",
    }


def test_the_subscription_waits_for_the_permission_and_the_queues_policy(consumer: Instance) -> None:
    assert set(consumer.source("aws_sns_topic_subscription.findings")["depends_on"]) == {
        "aws_lambda_function.process_uploaded_file",
        "aws_lambda_permission.findings_topic",
        "aws_sqs_queue_policy.processing_dlq",
    }


def test_no_bucket_has_two_notification_resources(plan: tftest.TerraformPlanOutput) -> None:
    (source,) = [
        resource
        for resource in Instance(plan, "module.consumer").configuration["resources"]
        if resource["type"] == "aws_s3_bucket_notification"
    ]
    assert source["name"] == "this"

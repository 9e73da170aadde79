"""The metrics that exist, with their dimensions: AWS's, from its documentation, and the functions' own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from authorization import Verdict
from http_answer import ERROR_STATUS
from images.decoding.rejected_image import ImageProblem
from metadata_item import Status
from metrics import KINDS, NAMESPACE
from reasons import Reason

from tests.unit.module.planned import Instance
from tests.unit.shared.embedded_metrics import Series

PUBLISHED = {
    # "Amazon API Gateway dimensions and metrics", for REST APIs
    ("AWS/ApiGateway", "ApiName Stage"): "4XXError 5XXError Count IntegrationLatency Latency",
    # "Types of metrics for Lambda functions"
    (
        "AWS/Lambda",
        "FunctionName",
    ): "AsyncEventAge AsyncEventsDropped AsyncEventsReceived ConcurrentExecutions "
    "DeadLetterErrors DestinationDeliveryFailures Duration Errors Invocations IteratorAge Throttles",
    # "Available CloudWatch metrics for Amazon SQS"
    ("AWS/SQS", "QueueName"): "ApproximateAgeOfOldestMessage ApproximateNumberOfMessagesDelayed "
    "ApproximateNumberOfMessagesNotVisible ApproximateNumberOfMessagesVisible NumberOfEmptyReceives "
    "NumberOfMessagesDeleted NumberOfMessagesReceived NumberOfMessagesSent SentMessageSize",
    # "Monitoring Amazon SNS topics using CloudWatch"
    ("AWS/SNS", "TopicName"): "NumberOfMessagesPublished NumberOfNotificationsDelivered "
    "NumberOfNotificationsFailed NumberOfNotificationsFailedToRedriveToDlq NumberOfNotificationsFilteredOut "
    "NumberOfNotificationsRedrivenToDlq PublishSize",
    # "DynamoDB metrics and dimensions"
    ("AWS/DynamoDB", "Operation TableName"): "SuccessfulRequestLatency SystemErrors ThrottledRequests",
    # "AWS WAF metrics and dimensions", for a web ACL
    ("AWS/WAFV2", "Region Rule WebACL"): "AllowedRequests BlockedRequests CountedRequests",
    # "Monitoring Amazon EventBridge"
    ("AWS/Events", "RuleName"): "DeadLetterInvocations FailedInvocations Invocations "
    "InvocationsFailedToBeSentToDlq InvocationsSentToDlq MatchedEvents ThrottledRules TriggeredRules",
    **{
        (NAMESPACE, " ".join(sorted({"Bucket", *([by] if by else [])}))): " ".join(
            name for name, (_, of) in KINDS.items() if of == by
        )
        for _, by in KINDS.values()
    },
}
"""By namespace and names of dimensions, sorted: the metrics."""

QUERY_WORDS = frozenset(
    [
        "filter",
        "fields",
        "stats",
        "sort",
        "limit",
        "by",
        "and",
        "or",
        "in",
        "as",
        "asc",
        "desc",
        "count",
        "latest",
        "max",
        "bin",
        "ispresent",
    ]
)
SEARCH = re.compile(
    r"SEARCH\('\{(?P<namespace>[\w/]+),(?P<dimensions>[\w,]+)\} MetricName=\"(?P<metric>\w+)\" "
    r"Bucket=\"(?P<bucket>[\w.-]+)\"', '(?P<stat>\w+)', (?P<period>\d+)\)"
)


def problems_of(series: Series, instance: Instance) -> Iterator[str]:
    """Yield the reasons why this metric can never have a value in this instance."""
    names = " ".join(sorted(name for name, _ in series.dimensions))
    if series.name not in PUBLISHED.get((series.namespace, names), "").split():
        yield f"{series.namespace} has no {series.name} by {names}"
    for name, value in series.dimensions:
        if value not in values_of(name, instance):
            yield f"nothing here is the {name} {value}"


def values_of(dimension: str, instance: Instance) -> set[str]:
    """Return the values that a dimension can have in this instance's metrics."""

    def named(kind: str, attribute: str = "name") -> set[str]:
        return {str(values[attribute]) for values in instance.every(kind)}

    match dimension:
        case "ApiName":
            return named("aws_api_gateway_rest_api")
        case "Stage":
            return named("aws_api_gateway_stage", "stage_name")
        case "FunctionName":
            return named("aws_lambda_function", "function_name")
        case "QueueName":
            return named("aws_sqs_queue")
        case "TableName":
            return named("aws_dynamodb_table")
        case "RuleName":
            return named("aws_cloudwatch_event_rule")
        case "Bucket":
            return named("aws_s3_bucket", "bucket")
        case "WebACL":
            return {acl["visibility_config"][0]["metric_name"] for acl in instance.every("aws_wafv2_web_acl")}
        case "Rule":
            return {"ALL"}
        case "Region":
            return {"eu-central-1"}
        case "TopicName":
            return {arn.split(":")[-1] for arn in named("aws_sns_topic_subscription", "topic_arn")}
        case "Operation":
            actions = "".join(str(values["policy"]) for values in instance.every("aws_iam_role_policy"))
            return set(re.findall(r"dynamodb:(\w+)", actions))
        case "Reason":
            return {*ERROR_STATUS, *(verdict.name.lower() for verdict in Verdict), *ImageProblem, *Reason}
        case "Status":
            return {*Status}
        case "Function":
            return {
                variables["METRICS_FUNCTION"]
                for function in instance.every("aws_lambda_function")
                for variables in [function["environment"][0]["variables"]]
                if "METRICS_FUNCTION" in variables
            }
    raise AssertionError(f"Say where values of {dimension} come from.")


def of_dashboard(body: str) -> Iterator[tuple[Series, str | None]]:
    """Yield a dashboard's series. With a search comes the dimension that it leaves open, else None."""
    for widget in json.loads(body)["widgets"]:
        for metric in widget["properties"].get("metrics", []):
            if isinstance(metric[0], dict):
                found = SEARCH.fullmatch(metric[0]["expression"])
                assert found, metric
                bucket, by = found["dimensions"].split(",")
                assert bucket == "Bucket"
                yield (
                    Series(found["namespace"], found["metric"], frozenset({("Bucket", found["bucket"])})),
                    by,
                )
            else:
                namespace, name, *dimensions, _ = metric
                pairs = zip(dimensions[::2], dimensions[1::2], strict=True)
                yield Series(namespace, name, frozenset(pairs)), None


def fields_of(query: str) -> set[str]:
    """Return the log fields that a Logs Insights query uses."""
    text = re.sub(r'"[^"]*"', "", re.sub(r"#.*", "", query))
    named = set(re.findall(r"\bas (\w+)", text))
    return set(re.findall(r"(?<!\w)@?[A-Za-z]\w*", text)) - QUERY_WORDS - named

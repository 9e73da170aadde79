"""The explanations of the engines' differences, failures and leftovers, by engine."""

from __future__ import annotations

from collections.abc import Mapping

from tests.opinions.campaign import Difference


def _both(kind: str, why: str) -> dict[Difference, str]:
    """Explain a resource's tags. Terraform has them twice: `tags_all` adds the provider's default tags."""
    return {(kind, "tags"): why, (kind, "tags_all"): why}


_APART = (
    "TagResource keeps tags where GetTags finds them and {read} does not, which the provider asks. "
    "Tags that are given at the creation are shown."
)
_GATEWAY: Mapping[Difference, str] = {
    **_both("aws_api_gateway_rest_api", _APART.format(read="GetRestApi")),
    **_both("aws_api_gateway_stage", _APART.format(read="GetStage")),
    **_both("aws_api_gateway_domain_name", _APART.format(read="GetDomainName")),
}
_PROTECTION = "GetWebACL forgets data protection. The update for it shows each group's empty version as null."
_WEB_ACL: Mapping[Difference, str] = {
    ("aws_wafv2_web_acl", "data_protection_config"): _PROTECTION,
    ("aws_wafv2_web_acl", "rule"): _PROTECTION,
}
_ALARM = "DescribeAlarms answers with another value than PutMetricAlarm was given."

PLANS: Mapping[str, Mapping[Difference, str]] = {
    "ministack": {
        **_GATEWAY,
        **_WEB_ACL,
        ("aws_cloudwatch_metric_alarm", "actions_enabled"): _ALARM,
        ("aws_cloudwatch_metric_alarm", "alarm_description"): _ALARM,
        ("aws_cloudwatch_metric_alarm", "dimensions"): _ALARM,
        ("aws_cloudwatch_metric_alarm", "period"): _ALARM,
        ("aws_cloudwatch_metric_alarm", "statistic"): _ALARM,
        ("aws_cloudwatch_metric_alarm", "treat_missing_data"): _ALARM,
    },
    "localstack": {
        **_GATEWAY,
        **_both("aws_cloudwatch_log_group", "A log group that was made without tags takes none later."),
    },
    "moto": {
        **_WEB_ACL,
        ("aws_lambda_function", "logging_config"): "CreateFunction drops LoggingConfig.",
        ("aws_s3_bucket_notification", "eventbridge"): "GetBucketNotification does not say that it is on.",
    },
}
"""What a second plan shows although nothing changed, and why."""

FAILURES: Mapping[tuple[str, str], tuple[str, str]] = {
    ("moto", "update in place"): (
        "operation error API Gateway: TagResource, https response error StatusCode: 404",
        "API Gateway's TagResource does not exist, which the provider calls when tags change.",
    ),
    ("localstack", "destroy"): (
        "BadRequestException: Invalid method setting path: /upload-status/GET.",
        "UpdateStage does not remove the settings of one method, which AWS does and the provider asks for.",
    ),
}
"""By engine and step: a text that Terraform's error contains, and why the step fails there."""

_STOPPED = "The destroy stopped at the settings of one method before it came to this."
_STAND_IN = "log group /aws/lambda/local-bucketav"
LEFT: Mapping[tuple[str, str], str] = {
    ("ministack", _STAND_IN): "Lambda makes it at the first call, as on AWS; the stand-in declares none.",
    ("localstack", _STAND_IN): "Lambda makes it at the first call, as on AWS; the stand-in declares none.",
    ("localstack", "API local-uploads-"): _STOPPED,
    ("localstack", "log group /aws/apigateway/local-uploads-"): _STOPPED,
    ("localstack", "log group API-Gateway-Execution-Logs_"): _STOPPED,
    ("moto", _STAND_IN): "moto makes it when it tries the first call; the stand-in declares none.",
}
"""By engine and the beginning of a name: why it stays behind after a destroy."""

_ELSEWHERE = "On AWS both calls read the same tags."
OURS: Mapping[Difference, str] = {
    **dict.fromkeys(_GATEWAY, _ELSEWHERE),
    **dict.fromkeys(_WEB_ACL, "By AWS's documents, GetWebACL answers with DataProtectionConfig."),
}
"""What two engines call wrong, so that it may be the module's: why it is not."""

"""What may be weakened without breaking a promise, and why. A test fails on an entry that fits nothing.

`*` stands for anything; places in lists and keys of resources are left out of the paths.
"""

from __future__ import annotations

import fnmatch

# Attributes, by resource type, that no promise is about: the generator leaves them alone.
NOT_PROMISED: dict[str, tuple[str, ...]] = {
    "It is a name or a text. What refers to it by another name is not this resource's any more.": (
        *(
            "*.description",
            "*.name",
            "*.alarm_description",
            "*.alarm_name",
            "*.statement_id",
            "*.metric_name",
        ),
        *("*.function_name", "*.layer_name", "*.license_info", "*.rule.name"),
        *("*.tags_all.*", "aws_kms_key.arn", "aws_kms_key.id", "aws_kms_key.key_id"),
        *("aws_s3_bucket.bucket", "aws_s3_bucket_lifecycle_configuration.rule.id"),
        *("aws_s3_bucket_notification.queue.id", "aws_s3_bucket_notification.lambda_function.id"),
        *("aws_api_gateway_domain_name.domain_name", "aws_api_gateway_base_path_mapping.*"),
        *("aws_api_gateway_resource.path_part", "aws_api_gateway_gateway_response.response_type"),
        *("aws_dynamodb_table.attribute*", "aws_dynamodb_table.*_key", "aws_iam_role.path"),
    ),
    "It is about cost, speed or size. Too little stops the service; nothing gets in by it.": (
        *(
            "aws_lambda_function.memory_size",
            "aws_lambda_function.timeout",
            "aws_lambda_function.architectures",
        ),
        *("aws_lambda_function.reserved_concurrent_executions", "aws_dynamodb_table.billing_mode"),
        *("aws_s3_bucket_accelerate_configuration.*", "*.bucket_key_enabled", "*.max_age_seconds"),
        *("aws_s3_bucket_lifecycle_configuration.transition_default_minimum_object_size",),
        *("aws_sqs_queue.delay_seconds", "aws_sqs_queue.max_message_size", "aws_sqs_queue.fifo_queue"),
        *("aws_sqs_queue.receive_wait_time_seconds", "aws_sqs_queue.visibility_timeout_seconds"),
        *("aws_sqs_queue.content_based_deduplication", "aws_sqs_queue.kms_data_key_reuse_period_seconds"),
        *("aws_sns_topic_subscription.confirmation_timeout_in_minutes",),
        *("aws_api_gateway_integration.timeout_milliseconds", "aws_kms_key.multi_region"),
        *("aws_sns_topic.content_based_deduplication", "aws_sns_topic.fifo_topic"),
        *("aws_lambda_function.environment.variables.THUMBNAIL*",),
        *("aws_lambda_function.environment.variables.TRANSFER_ACCELERATION",),
    ),
    "It says which code runs, which the tests of the packages hold to its sources.": (
        *("aws_lambda_function.filename", "aws_lambda_function.handler", "aws_lambda_function.package_type"),
        *("aws_lambda_function.source_code_hash", "aws_lambda_function.publish"),
        "aws_lambda_layer_version.*",
    ),
    "It wires the API to its function. Wired otherwise, no request gets an upload URL.": (
        *("aws_api_gateway_integration.*", "aws_api_gateway_deployment.*", "aws_route53_record.*"),
        *("aws_api_gateway_domain_name.endpoint_configuration*", "*.regional_certificate_arn"),
        *("aws_api_gateway_rest_api.endpoint_configuration*", "aws_wafv2_web_acl.scope"),
        *("aws_sns_topic_subscription.endpoint*", "aws_sns_topic_subscription.protocol"),
        *("aws_sns_topic_subscription.raw_message_delivery", "aws_s3_bucket_notification.*.events"),
        *("aws_s3_bucket_notification.queue.queue_arn",),
        *("aws_s3_bucket_notification.lambda_function.lambda_function_arn",),
    ),
    "It keeps more than needed when the stack is destroyed, or lets what remains be taken down.": (
        *("*.skip_destroy", "aws_iam_role.force_detach_policies"),
    ),
    "It is about the answer's form, which the contract's tests hold.": (
        *("aws_api_gateway_gateway_response.response_templates*", "*.status_code"),
        *("aws_api_gateway_gateway_response.response_parameters.gatewayresponse.header.Vary",),
    ),
    "Only the first dead letter must raise an alarm; whom alarms tell is the consumer's choice.": (
        *("aws_cloudwatch_metric_alarm.alarm_actions", "aws_cloudwatch_metric_alarm.ok_actions"),
        "aws_cloudwatch_metric_alarm.treat_missing_data",
    ),
}

# Mutants that survive, by their names.
HARMLESS: dict[str, tuple[str, ...]] = {
    "It takes a right or a way in away.": (
        "aws_iam_role_policy.*.role: becomes [*]",
        "aws_s3_bucket_cors_configuration.*.bucket: becomes [*]",
        "aws_s3_bucket_notification.*.bucket: becomes [*]",
        "aws_kms_key.*.policy: statement *: removed",
        "aws_kms_key.*.policy: statement *: condition * is true",  # which nothing fulfils
        "aws_kms_key.*.policy: statement *: condition * is false",
        "aws_sns_topic_policy.*: removed",
        "aws_sns_topic_policy.*.policy: statement AlarmsPublish: removed",
        "aws_iam_role_policy.*: removed",
        "aws_iam_role_policy.*.policy: statement *: removed",
        "aws_lambda_permission.*: removed",
        "aws_s3_bucket_cors_configuration.*: removed",
        "aws_s3_bucket_cors_configuration.*.cors_rule*: removed",
        "aws_s3_bucket_cors_configuration.*.allowed_*: emptied",
        "aws_s3_bucket_cors_configuration.*.expose_headers: *",
        "aws_s3_bucket_policy.*.policy: statement AllowCloudFrontToRead*: removed",
        "aws_api_gateway_rest_api.*.disable_execute_api_endpoint: false becomes true",
        "aws_api_gateway_method.*.api_key_required: false becomes true",
        "aws_api_gateway_method.*.authorization: becomes CUSTOM",
        "aws_api_gateway_method.*.request_parameters.*: false becomes true",
        "aws_lambda_function.*.ALLOWED_EXTENSIONS: entry * removed",
        "aws_lambda_function.*.ALLOWED_EXTENSIONS: entry * emptied",
    ),
    "Without it there is nothing to protect, or Terraform refuses what refers to it.": (
        "aws_api_gateway_base_path_mapping.*: removed",
        "aws_api_gateway_deployment.*: removed",
        "aws_api_gateway_domain_name.*: removed",
        "aws_api_gateway_gateway_response.*: removed",
        "aws_api_gateway_integration.*: removed",
        "aws_api_gateway_method.upload_url?*: removed",
        "aws_api_gateway_resource.*: removed",
        "aws_api_gateway_stage.this: removed",
        "aws_dynamodb_table.this: removed",
        "aws_kms_key.*: removed",
        "aws_lambda_function.*: removed",
        "aws_route53_record.*: removed",
        "aws_s3_bucket.this: removed",
        "aws_s3_bucket_accelerate_configuration.*: removed",
        "aws_s3_bucket_notification.*: removed",
        "aws_s3_bucket_notification.*.eventbridge: false becomes true",
        "aws_sns_topic.alarms: removed",
    ),
    "The function does not start, and says what is missing.": (
        "aws_lambda_function.*.environment: removed",
        "aws_lambda_function.*.ALLOWED_CONTENT_TYPES: becomes [*]",
    ),
    "The other alarms help, and are not promised.": (
        "aws_cloudwatch_metric_alarm.*: removed",
        "aws_cloudwatch_metric_alarm.*.actions_enabled: *",
        "aws_cloudwatch_metric_alarm.*.comparison_operator: *",
        "aws_cloudwatch_metric_alarm.*.dimensions.*: *",
        "aws_cloudwatch_metric_alarm.*.evaluation_periods: *",
        "aws_cloudwatch_metric_alarm.*.namespace: *",
        "aws_cloudwatch_metric_alarm.*.period: *",
        "aws_cloudwatch_metric_alarm.*.statistic: *",
        "aws_cloudwatch_metric_alarm.*.threshold: *",
        "aws_api_gateway_method_settings.*.metrics_enabled: *",
    ),
    "The five fields that a log must have are still there.": (
        "aws_api_gateway_stage.*.access_log_settings.0.format: entry *",
    ),
    "It is the same in effect.": (
        "*_policy.*.policy: statement DenyInsecureTransport: condition aws:SecureTransport if it exists",
        "*_policy.*.policy: statement SendTraces: on [*]",
        # A queue's policy is about one queue.
        "aws_sqs_queue_policy.*.policy: statement AllowFindingsTopic: on *",
        "aws_lambda_function.*.logging_config: removed",  # its group has the name that Lambda takes by itself
        "aws_lambda_function.*.log_format: *",
        "aws_wafv2_web_acl.*.rule: auth-header: looks after LOWERCASE",  # the length of the header
        "aws_wafv2_web_acl.*.rule: auth-header: takes NE",  # not empty, instead of longer than 0
        "aws_wafv2_web_acl_logging_configuration.*.log_destination_configs: gets [*]",
        "aws_s3_bucket_lifecycle_configuration.*.filter: removed",  # the whole bucket as well
        "*: 0 becomes 0",
        "aws_kms_key.*.policy: statement *: on [*]",  # in a key's policy: this key
        "aws_kms_key.*.policy: statement AccountDecidesByIam: allows *",  # as it does already
        "aws_sns_topic_policy.*.policy: statement AlarmsPublish: on *",
    ),
    "The condition beside it holds the service to this account.": (
        "*.policy: statement AlarmsPublish: condition *",
    ),
    "TLS is promised of bucket, queue and API; a consumer's topic is the consumer's.": (
        "aws_sns_topic_policy.*.policy: statement DenyInsecureTransport: *",
    ),
    "AWS's own key encrypts a secret that names none.": ("aws_secretsmanager_secret.*.kms_key_id: left out",),
    "It denies more.": (
        "*.policy: statement DenyUploadsThatCouldOverwrite: condition s3:ObjectCreationOperation removed",
    ),
    "Each rule blocks by itself: the order decides which one does it.": (
        "aws_wafv2_web_acl.*.rule: * change places",
        "aws_wafv2_web_acl.*.priority: *",
    ),
    "Current files are kept as long, and delete markers longer.": (
        "aws_s3_bucket_lifecycle_configuration.*.rule.0.expiration*",
    ),
    "Tried less often or later, an event still ends in the dead-letter queue.": (
        "aws_lambda_function_event_invoke_config.*.maximum_*",
    ),
    "AWS refuses the value.": (
        "aws_wafv2_web_acl.*.default_action*: removed",
        "*kms_*: becomes [*]",
        "aws_kms_key.*.customer_master_key_spec: becomes [*]",
        "aws_kms_key.*.key_usage: becomes [*]",
        "aws_kms_key.*.deletion_window_in_days: 30 becomes 1000000000",
        "aws_api_gateway_method.*.http_method: becomes [*]",
        "aws_iam_role.*.max_session_duration: *",
        "aws_sqs_queue.*.message_retention_seconds: 1209600 becomes 1000000000",
    ),
}

# Resource types that are not added beside the uploader, by the argument that would name a part of it.
NOT_ADDED: dict[str, tuple[str, ...]] = {
    "It means something else by that word.": (
        "aws_api_gateway_usage_plan_key.key_id",  # of an API key
        "aws_apigatewayv2_[!a]*.api_id",  # of an HTTP API; only a mapping takes a REST API's too
        "aws_apigatewayv2_authorizer.api_id",
        "aws_s3_directory_bucket.*",  # of another sort
        "aws_s3control_bucket*",  # on Outposts
        "aws_wafregional_*",  # WAF's first version
    ),
    "The role would have to trust that service; whom it trusts is weakened itself.": (
        *("aws_api_gateway_*role_arn", "aws_cloudwatch_*role_arn", "aws_s3_bucket*.role"),
        *("aws_s3control_*role_arn", "aws_sns_*role_arn"),
    ),
}


def reason(reasons: dict[str, tuple[str, ...]], text: str) -> str | None:
    """Return the reason that has a pattern for `text`."""
    for said, patterns in reasons.items():
        if any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns):
            return said
    return None

"""What the mutant generators leave alone, by reason. A test fails if a pattern fits nothing."""

from __future__ import annotations

from tests.policies.mutation.reasons import Reasons

# Attributes that no promise covers, as `Mutant.attribute` gives them: without list indexes or resource keys.
NOT_PROMISED: Reasons = {
    "It is a name or a text. What refers to it by another name is not this resource's any more.": (
        *("*.description", "*.name", "*.name_prefix", "*.display_name", "*.tags**", "*.tags_all**", "*.id"),
        *("*.alarm_description", "*.alarm_name", "*.statement_id", "*.statement_id_prefix"),
        *("*.function_name", "*.layer_name", "*.license_info", "aws_wafv2_web_acl.rule.name"),
        *("aws_wafv2_web_acl**visibility_config.metric_name", "aws_wafv2_web_acl.rule.rule_label"),
        *("aws_kms_key.arn", "aws_kms_key.key_id", "aws_iam_role.path"),
        *("aws_s3_bucket.bucket", "aws_s3_bucket.bucket_prefix"),
        *("aws_s3_bucket_lifecycle_configuration.rule.id", "aws_api_gateway_method.operation_name"),
        *("aws_s3_bucket_notification.queue.id", "aws_s3_bucket_notification.lambda_function.id"),
        *("aws_api_gateway_domain_name.domain_name", "aws_api_gateway_base_path_mapping.*"),
        *("aws_api_gateway_resource.path_part", "aws_api_gateway_gateway_response.response_type"),
        "aws_cloudwatch_event_target.target_id",
        *("aws_dynamodb_table.attribute**", "aws_dynamodb_table.*_key", "*.documentation_version"),
    ),
    "It is about cost, speed or size. Too little stops the service; nothing gets in by it.": (
        *("aws_lambda_function.memory_size", "aws_lambda_function.timeout"),
        *("aws_lambda_function.architectures", "aws_lambda_function.ephemeral_storage"),
        *("aws_lambda_function.reserved_concurrent_executions", "aws_lambda_function.snap_start"),
        *(
            "aws_lambda_event_source_mapping.*_window_in_seconds",
            "aws_lambda_event_source_mapping.metrics_config",
        ),
        *("aws_lambda_event_source_mapping.parallelization_factor",),
        *("aws_dynamodb_table.billing_mode", "aws_dynamodb_table.read_capacity"),
        *("aws_dynamodb_table.write_capacity", "aws_dynamodb_table.on_demand_throughput"),
        *("aws_dynamodb_table.table_class", "aws_dynamodb_table.*_secondary_index**"),
        *("aws_s3_bucket_accelerate_configuration.*", "aws_s3_bucket.acceleration_status"),
        *("aws_s3_bucket_server_side_encryption_configuration.rule.bucket_key_enabled", "*.timeouts"),
        *("aws_s3_bucket_cors_configuration.cors_rule.max_age_seconds", "aws_s3_bucket.request_payer"),
        *("aws_s3_bucket_lifecycle_configuration.transition_default_minimum_object_size",),
        *("aws_s3_bucket_lifecycle_configuration.rule.*transition",),
        *("aws_sqs_queue.delay_seconds", "aws_sqs_queue.max_message_size", "aws_sqs_queue.fifo_*"),
        *("aws_sqs_queue.receive_wait_time_seconds", "aws_sqs_queue.visibility_timeout_seconds"),
        *("aws_sqs_queue.content_based_deduplication", "aws_sqs_queue.kms_data_key_reuse_period_seconds"),
        *("aws_sqs_queue.deduplication_scope", "aws_sns_topic_subscription.confirmation_timeout_in_minutes"),
        *("aws_api_gateway_integration.timeout_milliseconds", "aws_kms_key.multi_region"),
        *("aws_api_gateway_rest_api.minimum_compression_size", "aws_cloudwatch_log_group.log_group_class"),
        *("aws_sns_topic.content_based_deduplication", "aws_sns_topic.fifo_*"),
        *("aws_lambda_function.environment.variables.THUMBNAIL",),
        "aws_lambda_function.environment.variables.METRICS_FUNCTION",
        *("aws_lambda_function.environment.variables.THUMBNAIL_FORMAT",),
        *("aws_lambda_function.environment.variables.TRANSFER_ACCELERATION",),
    ),
    "It says which code runs, which the tests of the packages hold to its sources.": (
        *("aws_lambda_function.filename", "aws_lambda_function.handler", "aws_lambda_function.package_type"),
        *("aws_lambda_function.source_code_hash", "aws_lambda_function.publish"),
        *("aws_lambda_layer_version.*", "aws_lambda_layer_version.**"),
    ),
    "It wires the API to its function. Wired otherwise, no request gets an upload URL.": (
        *("aws_api_gateway_integration.**", "aws_api_gateway_deployment.**", "aws_route53_record.**"),
        *("aws_api_gateway_domain_name.endpoint_configuration**", "*.regional_certificate_*"),
        *("aws_api_gateway_domain_name.certificate_*", "aws_api_gateway_stage.deployment_id"),
        *("aws_api_gateway_domain_name.ownership_verification_certificate_arn", "*.rest_api_id"),
        *("aws_api_gateway_rest_api.endpoint_configuration**", "aws_wafv2_web_acl.scope"),
        *("aws_api_gateway_method.resource_id", "aws_api_gateway_resource.parent_id"),
        *("aws_sns_topic_subscription.endpoint*", "aws_sns_topic_subscription.protocol"),
        *("aws_sns_topic_subscription.raw_message_delivery", "aws_s3_bucket_notification.*.events"),
        *("aws_s3_bucket_notification.queue.queue_arn",),
        *("aws_s3_bucket_notification.lambda_function.lambda_function_arn",),
    ),
    "It keeps more than needed when the stack is destroyed, or lets what remains be taken down.": (
        *("*.skip_destroy", "aws_iam_role.force_detach_policies"),
        "aws_lambda_function.replace*_security_group*",
        *("aws_cloudwatch_event_rule.force_destroy", "aws_cloudwatch_event_target.force_destroy"),
    ),
    "It is about the answer's form, which the contract's tests hold.": (
        *("aws_api_gateway_gateway_response.response_templates**", "*.status_code"),
        *("aws_api_gateway_rest_api.binary_media_types", "aws_wafv2_web_acl.custom_response_body"),
        *("aws_wafv2_web_acl.rule.action.block.custom_response", "aws_api_gateway_method.request_models"),
    ),
    "It is for what the uploader does not use: FIFO, HTTP and mobile endpoints, caches, Alexa, CAPTCHA.": (
        *("aws_sns_topic.*_feedback_*", "aws_sns_topic.archive_policy", "aws_sns_topic.delivery_policy"),
        *("aws_sns_topic_subscription.replay_policy", "aws_sns_topic_subscription.delivery_policy"),
        *("aws_sns_topic_subscription.subscription_role_arn", "aws_lambda_permission.event_source_token"),
        *("aws_api_gateway_stage.cache_cluster_size", "aws_api_gateway_method_settings.settings.cache_*"),
        *("aws_api_gateway_method_settings.settings.*_cache_control*", "aws_api_gateway_stage.variables"),
        *("aws_wafv2_web_acl.captcha_config", "aws_wafv2_web_acl.challenge_config"),
        *("aws_wafv2_web_acl.rule.captcha_config", "aws_wafv2_web_acl.rule.challenge_config"),
        *("aws_wafv2_web_acl.token_domains", "aws_api_gateway_rest_api.api_key_source"),
        "aws_wafv2_web_acl.rule.statement.rate_based_statement.forwarded_ip_config",
        "aws_wafv2_web_acl.rule.statement.rate_based_statement.custom_key",
        "aws_wafv2_web_acl.rule.statement.managed_rule_group_statement.managed_rule_group_configs",
        *("aws_sns_topic.signature_version", "aws_sns_topic.tracing_config"),
        *("aws_cloudwatch_event_target.*_target", "aws_cloudwatch_event_target.run_command_targets"),
        *("aws_kms_key.xks_key_id", "aws_kms_key.custom_key_store_id"),
    ),
    "It shows what CloudWatch has to those who may look there. It holds names, and no secret and no file.": (
        *("aws_cloudwatch_dashboard.**", "aws_cloudwatch_query_definition.**"),
    ),
    "Whom alarms tell is the consumer's choice.": (
        *("aws_cloudwatch_metric_alarm.alarm_actions", "aws_cloudwatch_metric_alarm.ok_actions"),
        "aws_cloudwatch_metric_alarm.insufficient_data_actions",
    ),
}

# Arguments in the form of `Naming`. No resource is added because it has one of these.
NOT_ADDED: Reasons = {
    "It means something else by that word.": (
        "aws_api_gateway_usage_plan_key.key_id",  # the id of an API key
        # The id of an HTTP API. Only an API mapping takes a REST API's id too.
        *("aws_apigatewayv2_authorizer.api_id", "aws_apigatewayv2_deployment.*", "aws_apigatewayv2_model.*"),
        *("aws_apigatewayv2_integration*.api_id", "aws_apigatewayv2_route*.*", "aws_apigatewayv2_stage.*"),
        "aws_s3_directory_bucket.**",  # another kind of bucket
        "aws_s3control_bucket*.**",  # buckets on Outposts
        *("aws_wafregional_*.**", "aws_sns_sms_preferences.**", "aws_sns_platform_application.**"),
        "aws_wafv2_web_acl_logging_configuration.resource_arn",
    ),
    "The role would have to trust that service; whom it trusts is weakened itself.": (
        *("aws_api_gateway_*.**role_arn", "aws_cloudwatch_*.**role_arn", "aws_s3_bucket*.**role"),
        *(
            "aws_s3control_*.**role_arn",
            "aws_guardduty_*.role",
            "aws_sns_*.**role_arn",
            "aws_iam_instance_profile.role",
        ),
    ),
    "It uses what the uploader has by a right of a policy, a permission or a role: those are weakened.": (
        *("aws_dynamodb_table_replica.kms_key_arn", "aws_cloudwatch_log_group.kms_key_id"),
        *("aws_lambda_event_source_mapping.kms_key_arn", "aws_lambda_function.kms_key_arn"),
        *("aws_lambda_function.logging_config.log_group", "aws_lambda_function.layers"),
        *("aws_lambda_function.s3_bucket", "aws_lambda_layer_version.s3_bucket"),
        *("aws_secretsmanager_secret.kms_key_id", "aws_s3_bucket.logging.target_bucket"),
        *("aws_s3_object.kms_key_id", "aws_s3_bucket_object.kms_key_id", "aws_s3_object_copy.kms_key_id"),
        *("aws_s3_bucket_logging.target_bucket", "aws_s3_bucket_inventory.destination.**"),
        *("aws_s3_bucket_replication_configuration.rule.destination.bucket",),
        *("aws_s3_bucket_notification.*.*_arn", "aws_route53_query_log.**"),
        *(
            "aws_secretsmanager_secret_rotation.rotation_lambda_arn",
            "aws_wafv2_web_acl_association.web_acl_arn",
        ),
        *("aws_dynamodb_table.import_table.**", "aws_guardduty_publishing_destination.kms_key_arn"),
    ),
    "It says of a resource what this has an attribute for, which is weakened itself.": (
        *("aws_dynamodb_tag.*", "aws_s3_bucket_accelerate_configuration.*"),
        *("aws_s3_bucket_request_payment_configuration.*",),
    ),
    "It is read or shown, and nobody gets more rights by it.": (
        *("aws_cloudwatch_log_anomaly_detector.**", "aws_cloudwatch_log_index_policy.*"),
        *("aws_cloudwatch_log_metric_filter.*", "aws_cloudwatch_log_stream.*"),
        *("aws_cloudwatch_query_definition.*", "aws_dynamodb_contributor_insights.*"),
        *("aws_s3_bucket_metric.*", "aws_api_gateway_documentation_*.*", "aws_api_gateway_model.*"),
        *("aws_kms_alias.*", "aws_lambda_provisioned_concurrency_config.*"),
        *("aws_s3_bucket_intelligent_tiering_configuration.*",),
        *("aws_lambda_layer_version.layer_name", "aws_lambda_layer_version_permission.*"),  # only Pillow
    ),
}

"""The mutants that survive without breaking a promise, by reason. A test fails if a pattern fits none."""

from __future__ import annotations

from tests.policies.mutation.reasons import Reasons

# All alarms except the promised one, which fires on the first dead letter.
# Those named `...-lost` watch events that never reach the dead-letter queue.
OTHER_ALARMS = (
    "api-4xx",
    "api-5xx",
    "events-late",
    "waf-blocked",
    "presigned-url-errors",
    "presigned-url-throttles",
    "upload-status-errors",
    "upload-status-throttles",
    "processing-errors",
    "processing-throttles",
    "dead-letters-lost",
    "dead-letters-waiting",
    "findings-lost",
    "pending-arrivals-lost",
    "pending-check-stopped",
    "pending-events-lost",
    "pending-too-long",
    "scan-results-lost",
)

# Mutants that survive, by their names.
HARMLESS: Reasons = {
    "It takes a right or a way in away.": (
        "aws_iam_role_policy.**.role: becomes [*]",
        "aws_s3_bucket_cors_configuration.**.bucket: becomes [*]",
        "aws_s3_bucket_notification.**.bucket: becomes [*]",
        "aws_kms_key.**.policy: statement **: removed",
        "aws_kms_key.**.policy: statement **: condition ** is true",  # no request meets the condition
        "aws_kms_key.**.policy: statement **: condition ** is false",
        "aws_sns_topic_policy.*: removed",
        "aws_sns_topic_policy.**.policy: statement AlarmsPublish: removed",
        "aws_iam_role_policy.*: removed",
        "aws_iam_role_policy.**.policy: statement **: removed",
        "aws_lambda_permission.*: removed",
        "aws_s3_bucket_cors_configuration.*: removed",
        "aws_s3_bucket_cors_configuration.**.cors_rule**: removed",
        "aws_s3_bucket_cors_configuration.**.allowed_**: emptied",
        "aws_s3_bucket_cors_configuration.**.expose_headers: **",
        "aws_s3_bucket_policy.**.policy: statement AllowCloudFrontToRead**: removed",
        "aws_api_gateway_rest_api.**.disable_execute_api_endpoint: false becomes true",
        "aws_api_gateway_method.**.api_key_required: false becomes true",
        "aws_api_gateway_method.**.authorization: becomes CUSTOM",
        "aws_api_gateway_method.**.request_parameters.**: false becomes true",
        "aws_lambda_function.**.ALLOWED_EXTENSIONS: entry ** removed",
        "aws_lambda_function.**.ALLOWED_EXTENSIONS: entry ** emptied",
        "aws_iam_role.*.inline_policy: is added in short",
        "**: gets an aws_iam_role_policies_exclusive **",
        "aws_s3_bucket_notification.**.filter_suffix: **",
        "aws_s3_bucket_notification.*.lambda_function: removed",
        "aws_s3_bucket_notification.*.queue: removed",
        "aws_sns_topic_policy.*.arn: is set to **",
    ),
    "GuardDuty scans elsewhere, or more: an upload without a result stays unopened.": (
        "aws_guardduty_malware_protection_plan.this*: removed",
        "aws_guardduty_malware_protection_plan.**protected_resource**: removed",
        "aws_guardduty_malware_protection_plan.**bucket_name: becomes [*]",
        "aws_guardduty_malware_protection_plan.**object_prefixes: gets [*]",  # a prefix has no wildcards
    ),
    "Without it there is nothing to protect, or Terraform refuses what refers to it.": (
        "aws_api_gateway_base_path_mapping.*: removed",
        "aws_api_gateway_deployment.*: removed",
        "aws_api_gateway_domain_name.*: removed",
        "aws_api_gateway_gateway_response.*: removed",
        "aws_api_gateway_integration.*: removed",
        "aws_api_gateway_method.upload_url*: removed",
        "aws_api_gateway_method.upload_status*: removed",
        "aws_wafv2_ip_set.*: removed",
        "aws_api_gateway_resource.*: removed",
        "aws_api_gateway_stage.this: removed",
        "aws_dynamodb_table.this: removed",
        "aws_kms_key.*: removed",
        "aws_lambda_function.*: removed",
        "aws_route53_record.*: removed",
        "aws_s3_bucket.this: removed",
        "aws_s3_bucket_accelerate_configuration.*: removed",
        "aws_s3_bucket_notification.*: removed",
        "aws_s3_bucket_notification.**.eventbridge: false becomes true",
        "aws_sns_topic.alarms: removed",
    ),
    "What is left for all requests alike is no more than is promised.": (
        # One rate limit counts upload URLs alone, one all requests, one those of trusted backends too.
        "aws_wafv2_web_acl.**.rule.1.**.scope_down_statement.**",
        "aws_wafv2_web_acl.**.rule: rate-limit: **",
        "aws_wafv2_web_acl.**.rule: trusted-rate-limit: allows as much in a minute",
        "aws_api_gateway_method_settings.upload_status**: removed",
        "aws_api_gateway_method_settings.upload_status**.method_path: becomes [*]",
        "aws_api_gateway_method_settings.upload_status**.stage_name: becomes [*]",
        "aws_wafv2_ip_set.**.addresses: emptied",
    ),
    "A client waits for as long as it likes.": ("aws_api_gateway_gateway_response.**.Retry-After: **",),
    "The function does not start, and says what is missing.": (
        "aws_lambda_function.get_upload_status**.THUMBNAIL_URL_SECONDS: becomes [*]",
        "aws_lambda_function.**.environment: removed",
        "aws_lambda_function.**.ALLOWED_CONTENT_TYPES: becomes [*]",
        "aws_lambda_function.**.REQUIRE_SIZE: becomes [*]",
        "aws_lambda_function.**.DELETE_REJECTED: becomes [*]",
    ),
    "No host has that name, so that no upload URL works.": (
        "aws_lambda_function.**.DNS_SUFFIX: becomes [*]",
    ),
    "Samples help an operator, and are not promised.": (
        "aws_wafv2_web_acl.**.sampled_requests_enabled: true becomes false",
    ),
    "A dashboard and saved queries help people who look, and are not promised.": (
        *("aws_cloudwatch_dashboard.*: removed", "aws_cloudwatch_query_definition.*: removed"),
    ),
    "The other alarms help, and are not promised.": (
        *(f'aws_cloudwatch_metric_alarm.this["{alarm}"]**' for alarm in OTHER_ALARMS),
        "aws_api_gateway_method_settings.**.metrics_enabled: **",
    ),
    "The five fields that a log must have are still there.": (
        "aws_api_gateway_stage.**.access_log_settings.0.format: entry **",
    ),
    "It is the same in effect.": (
        "**_policy.**.policy: statement DenyInsecureTransport: condition aws:SecureTransport if it exists",
        "**_policy.**.policy: statement SendTraces: on [*]",
        "**_policy.**.policy: statement SendEvents: condition events:source if it exists",  # it always exists
        # A queue's policy applies to this one queue, whatever its `Resource` says.
        "aws_sqs_queue_policy.**.policy: statement Allow*: on **",
        "aws_lambda_function.**.logging_config: removed",  # the group has Lambda's default name
        "aws_lambda_function.**.log_format: **",
        "aws_wafv2_web_acl.**.rule: auth-header: looks after LOWERCASE",  # the header keeps its length
        "aws_wafv2_web_acl.**.rule: auth-header: takes NE",  # "not 0 bytes" equals "more than 0 bytes"
        "aws_wafv2_web_acl_logging_configuration.**.log_destination_configs: gets [*]",
        "aws_s3_bucket_lifecycle_configuration.**.filter: removed",  # covers the whole bucket too
        "**: 0 becomes 0",
        "aws_kms_key.**.policy: statement **: on [*]",  # * in a key's policy means this key
        "aws_kms_key.**.policy: statement AccountDecidesByIam: allows **",  # it already allows all
        "aws_sns_topic_policy.**.policy: statement AlarmsPublish: on **",
    ),
    "The condition beside it holds the service to this account.": (
        "**.policy: statement AlarmsPublish: condition **",
    ),
    "TLS is promised of bucket, queue and API; a consumer's topic is the consumer's.": (
        "aws_sns_topic_policy.**.policy: statement DenyInsecureTransport: **",
    ),
    "AWS's own key encrypts a secret that names none.": (
        "aws_secretsmanager_secret.**.kms_key_id: left out",
    ),
    "It denies more.": (
        "**.policy: statement DenyUploadsThatCouldOverwrite: condition s3:ObjectCreationOperation removed",
        "**.policy: statement DenyReadingUnclean: condition s3:ExistingObjectTag/* removed",
    ),
    "Each rule blocks by itself: the order decides which one does it.": (
        "aws_wafv2_web_acl.**.rule: ** change places",
        "aws_wafv2_web_acl.**.priority: **",
    ),
    "Current files are kept as long, and delete markers longer.": (
        "aws_s3_bucket_lifecycle_configuration.**.rule.0.expiration**",
    ),
    "Tried less often or later, an event still ends in the dead-letter queue.": (
        "aws_cloudwatch_event_target.**.retry_policy: removed",  # EventBridge's default retries are as long
        "aws_lambda_function_event_invoke_config.**.maximum_**",
    ),
    "AWS refuses the value.": (
        "aws_cloudwatch_event_rule.**.schedule_expression: becomes [*]",
        "aws_cloudwatch_event_target.**.retry_policy.**: ** becomes 1000000000",
        # Arguments for event sources other than a table's stream.
        "aws_lambda_event_source_mapping.**_source_config: **",
        "aws_lambda_event_source_mapping.**.provisioned_poller_config: **",
        "aws_lambda_event_source_mapping.**.queues: **",
        "aws_lambda_event_source_mapping.**.scaling_config: **",
        "aws_lambda_event_source_mapping.**.self_managed_event_source: **",
        "aws_lambda_event_source_mapping.**.source_access_configuration: **",
        "aws_lambda_event_source_mapping.**.starting_position_timestamp: **",
        "aws_lambda_event_source_mapping.**.topics: **",
        "aws_lambda_event_source_mapping.**.batch_size: **",
        "aws_lambda_event_source_mapping.**.function_response_types: gets [*]",
        "aws_lambda_event_source_mapping.**.maximum_**: ** becomes 1000000000",
        "aws_wafv2_ip_set.**.ip_address_version: becomes [*]",
        "aws_wafv2_ip_set.**.scope: becomes EDGE",
        "**kms_**: becomes [*]",
        "aws_kms_key.**.customer_master_key_spec: becomes [*]",
        "aws_kms_key.**.key_usage: becomes [*]",
        "aws_kms_key.**.deletion_window_in_days: 30 becomes 1000000000",
        "aws_api_gateway_method.**.http_method: becomes [*]",
        "aws_iam_role.**.max_session_duration: **",
        "aws_sqs_queue.**.message_retention_seconds: 1209600 becomes 1000000000",
    ),
    "It asks for more, or hides more.": (
        "aws_api_gateway_method.**.authorizer_id: **",
        "aws_api_gateway_method.**.authorization_scopes: **",
        "aws_api_gateway_method.**.request_parameters: is set to **",  # preflight has none
        "aws_api_gateway_domain_name.**.mutual_tls_authentication: **",
        "aws_api_gateway_domain_name.**.policy: **",
        "aws_api_gateway_stage.**.client_certificate_id: **",
        "aws_lambda_permission.**.principal_org_id: **",
        "aws_lambda_permission.**.source_account: is set to *",
        "aws_lambda_function.**.code_signing_config_arn: **",
        "aws_iam_role.**.permissions_boundary: **",  # a boundary only takes rights away
        "aws_s3_bucket_versioning.**.mfa: **",
        "aws_s3_bucket_versioning.**.mfa_delete: **",
        "aws_s3_bucket.**.object_lock_enabled: **",
        "aws_s3_bucket.**.object_lock_configuration: **",
        "aws_wafv2_web_acl.**.association_config: **",
        "aws_wafv2_web_acl.**.default_action.0.block: **",
        "aws_sqs_queue.**.redrive_allow_policy: **",  # by default other queues may use it too
        "**: gets an aws_sqs_queue_redrive_allow_policy **",
        "aws_wafv2_web_acl.**.custom_request_handling: **",  # its header gets WAF's own prefix
        "**: gets an aws_api_gateway_authorizer **",
        "**: gets an aws_cloudwatch_log_data_protection_policy **",
        "**: gets an aws_s3_bucket_object_lock_configuration **",
        "**: gets an aws_sns_topic_data_protection_policy **",
    ),
    "It is another way to the same API and stage, which are judged; and so is what this takes there.": (
        "**: gets an aws_api_gateway_base_path_mapping **",
        "**: gets an aws_apigatewayv2_api_mapping **",
        "aws_api_gateway_stage.**.canary_settings: **",
        "**: gets an aws_api_gateway_deployment **",
    ),
    "No request gets there without a method, which is judged.": (
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_gateway_response **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_integration **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_integration_response **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_method_response **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_request_validator **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_resource **",
        "aws_api_gateway_rest_api.*: gets an aws_api_gateway_usage_plan **",
    ),
    "Everyone may send a request anyway: the web ACL and the secret decide.": (
        "aws_api_gateway_rest_api.*.policy: **",
        "**: gets an aws_api_gateway_rest_api_policy **",
    ),
    "It is about a stage that is not there.": (
        "**: gets an aws_api_gateway_method_settings by rest_api_id**",
    ),
    "The logs hold no secret, and no more of a request than who asked for what.": (
        "**: gets an aws_cloudwatch_log_subscription_filter **",
    ),
    "It is a copy within the account, for which its readers need a right of their own.": (
        "aws_dynamodb_table.**.stream_enabled: is set to true",
        "aws_dynamodb_table.**.stream_view_type: **",
        "**: gets an aws_dynamodb_kinesis_streaming_destination **",
    ),
    "Terraform shows it with its defaults, as the other mutant of it has them.": (
        "aws_s3_bucket.*.versioning: is added in short",
    ),
    "Who calls the API waits, and sees the failure.": (
        "aws_lambda_function.get_presigned_url: gets an aws_lambda_function_event_invoke_config **",
        "aws_lambda_function.get_upload_status**: gets an aws_lambda_function_event_invoke_config **",
        "aws_lambda_function.send_upload_events**: gets an aws_lambda_function_event_invoke_config **",
    ),
    "Only a service can fulfil its condition on aws:SourceArn.": (
        "aws_s3_bucket_policy.**.policy: statement AllowCloudFront*: for *:iam::999999999999:* alone",
        "aws_s3_bucket_policy.**.policy: statement AllowCloudFront*: for 999999999999 alone",
    ),
    "Logs of the account's own, which AWS writes to a bucket of the same account alone.": (
        "aws_s3_bucket.*: gets an aws_s3_bucket_logging **",
    ),
    "The secret is the caller's: what is promised is that no state, plan or policy gives it away.": (
        "aws_secretsmanager_secret.*: removed",
        "aws_secretsmanager_secret.*.recovery_window_in_days: **",
        "aws_secretsmanager_secret.*.force_overwrite_replica_secret: **",
        "aws_secretsmanager_secret.*.replica: **",
        "**: gets an aws_secretsmanager_secret_rotation **",
        "**: gets an aws_secretsmanager_secret_version by secret_id, in short",
    ),
    "The rule has no target that it could call under a role.": (
        "aws_cloudwatch_event_rule.guardduty_failure**.role_arn: **",
    ),
    "Denying what is not tagged clean is an option. Without it, a reader needs a right of its own.": (
        "**.policy: statement DenyReadingUnclean: removed",
    ),
    "A check is not tried again, because the next one comes.": (
        'aws_cloudwatch_event_target.pending["check"].dead_letter_config: **',
        'aws_cloudwatch_event_target.pending["check"].retry_policy**: 300 becomes 0',
    ),
    "It is an application's, which hears of verdicts, and no part of the uploader.": (
        "aws_sns_topic.infected**",
        "aws_sns_topic_policy.infected**",
        "aws_sqs_queue.verdicts**",
    ),
    "Events name the bucket by it, and the function opens nothing.": (
        "aws_lambda_function.send_upload_events**.UPLOADS_BUCKET: becomes [*]",
    ),
    "It encrypts the filter, and there is none.": ("aws_lambda_event_source_mapping.**.kms_key_arn: **",),
    "No item has that attribute.": ("aws_dynamodb_table.**.ttl: **",),
    "It is encrypted all the same, and AWS refuses a key that the uploader may not use.": (
        "aws_lambda_function.*.kms_key_arn: **",
        "aws_dynamodb_table.**.kms_key_arn: is set to **",
    ),
    "The function's role has no right to send there, read from there, or join a network.": (
        "aws_lambda_function.*.dead_letter_config: **",
        "aws_lambda_function.*.file_system_config: **",
        "aws_lambda_function.*.vpc_config: **",
        "**.destination_config.0.on_success: **",
        "**: gets an aws_lambda_event_source_mapping by function_name**",
    ),
    "The group is there, and keeps what there is; what fails ends in the queue all the same.": (
        "aws_lambda_function.**_log_level: **",
    ),
    "The version or the name that it is for is one that nothing calls.": (
        "aws_lambda_permission.**.qualifier: **",
        "**: gets an aws_lambda_alias **",
    ),
    "It is still a runtime that AWS supports.": ("**: gets an aws_lambda_runtime_management_config **",),
    "The notification's filter alone keeps the function from calling itself.": (
        "**: gets an aws_lambda_function_recursion_config **",
    ),
    "The function lets that service in by a permission alone, which is weakened itself.": (
        "aws_lambda_function.*: gets an aws_apigatewayv2_authorizer **",
    ),
    "Nothing of the bucket is public, whatever it may do for a public.": ("aws_s3_bucket.*.website: **",),
    "Whom alarms tell is the consumer's choice.": (
        "aws_sns_topic.alarms**: gets an aws_sns_topic_subscription **",
    ),
    "It is what is so by itself.": (
        "aws_wafv2_web_acl.**.exclude_*_details: is set to false",
        "aws_cloudwatch_event_rule.**.is_enabled: is set to true",
        "aws_cloudwatch_metric_alarm.this**.datapoints_to_alarm: is set to 1",
        "aws_cloudwatch_metric_alarm.this**.evaluate_low_sample_count_percentiles: **",
        "**: gets an aws_s3_bucket_analytics_configuration by bucket, in short",  # it exports nothing
        "**: gets an aws_s3_access_point by bucket, in short",  # the bucket's policy still decides
        "aws_api_gateway_method_settings.**.caching_enabled: is set to false",
        "aws_api_gateway_stage.**.cache_cluster_enabled: is set to false",
        "aws_dynamodb_table.**.stream_enabled: is set to false",
        "aws_dynamodb_table.**.restore_to_latest_time: is set to false",
    ),
    "Terraform refuses it beside what is there, or AWS refuses the value.": (
        "**.expected_bucket_owner: is set to 999999999999",
        "aws_wafv2_web_acl.**.rule_json: **",
        "aws_wafv2_web_acl.**.data_protection.1.field.0.field_keys: **",  # a query string has no keys
        "aws_wafv2_web_acl.**.data_protection.0.field.0.field_keys: gets [*]",
        "aws_wafv2_web_acl.**.override_action: **",
        "aws_wafv2_web_acl.**.action: is added in short",
        "aws_api_gateway_rest_api.**.fail_on_warnings: **",
        "aws_api_gateway_rest_api.**.parameters: **",
        "aws_api_gateway_rest_api.**.put_rest_api_mode: **",  # the API has no `body`
        "aws_kms_key.**.rotation_period_in_days: is set to *",
        "aws_cloudwatch_metric_alarm.this**.period: 300 becomes 0",
        "aws_cloudwatch_metric_alarm.this**.evaluation_periods: 1 becomes 0",
        "aws_dynamodb_table.**.recovery_period_in_days: is set to 1000000000",
        "aws_kms_key.*: gets an aws_kms_replica_**",  # the key is not a multi-region key
        # The package is a local zip: no image, and not from S3.
        "aws_lambda_function.*.image_config: **",
        "aws_lambda_function.*.s3_object_version: **",
        "aws_cloudwatch_metric_alarm.this**.datapoints_to_alarm: is set to 1000000000",
        "aws_wafv2_web_acl.*.default_action: removed",
        "aws_wafv2_web_acl.*.default_action.0.allow: removed",
        "**: gets an aws_s3_bucket by bucket, in short",
    ),
    "Nobody but whoever applies may use it: what it copies or restores, an administrator reads anyway.": (
        "aws_dynamodb_table.**.restore_*: **",
        "aws_dynamodb_table.**.import_table: **",
        "**: gets an aws_dynamodb_table by **",
        "**: gets an aws_dynamodb_table_export by **",
        "**: gets an aws_dynamodb_table_item **",
        "**: gets an aws_s3_object_copy **",
        "**: gets an aws_s3_object **",
        "**: gets an aws_s3_bucket_object **",
        "**: gets an aws_kms_ciphertext **",
        "**: gets an aws_lambda_invocation **",
    ),
}

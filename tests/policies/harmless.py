"""What may be weakened without breaking a promise, and why. A test fails on an entry that fits nothing.

`*` stands for anything without a dot, `**` for anything; `[*]` is the character.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

Reasons = Mapping[str, tuple[str, ...]]
"""What is excused, by the reason: patterns."""

# Attributes, by resource type, that no promise is about: the generator leaves them alone. Places in lists and keys
# of resources are left out of the paths.
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
        *("aws_dynamodb_table.attribute**", "aws_dynamodb_table.*_key", "*.documentation_version"),
    ),
    "It is about cost, speed or size. Too little stops the service; nothing gets in by it.": (
        *("aws_lambda_function.memory_size", "aws_lambda_function.timeout"),
        *("aws_lambda_function.architectures", "aws_lambda_function.ephemeral_storage"),
        *("aws_lambda_function.reserved_concurrent_executions", "aws_lambda_function.snap_start"),
        *("aws_dynamodb_table.billing_mode", "aws_dynamodb_table.read_capacity"),
        *("aws_dynamodb_table.write_capacity", "aws_dynamodb_table.on_demand_throughput"),
        *("aws_dynamodb_table.table_class", "aws_dynamodb_table.*_secondary_index"),
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
    ),
    "It is about the answer's form, which the contract's tests hold.": (
        *("aws_api_gateway_gateway_response.response_templates**", "*.status_code"),
        *("aws_api_gateway_gateway_response.response_parameters.gatewayresponse.header.Vary",),
        *("aws_api_gateway_rest_api.binary_media_types", "aws_wafv2_web_acl.custom_response_body"),
        *("aws_wafv2_web_acl.rule.action.block.custom_response", "aws_api_gateway_method.request_models"),
    ),
    "It is for what the uploader does not use: FIFO topics, HTTP and mobile endpoints, caches, Alexa, CAPTCHA.": (
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
        *("aws_kms_key.xks_key_id", "aws_kms_key.custom_key_store_id"),
    ),
    "Whom alarms tell is the consumer's choice.": (
        *("aws_cloudwatch_metric_alarm.alarm_actions", "aws_cloudwatch_metric_alarm.ok_actions"),
        "aws_cloudwatch_metric_alarm.insufficient_data_actions",
    ),
}

# All alarms but the one on dead letters, which is promised.
OTHER_ALARMS = (
    *("api-4xx", "api-5xx", "waf-blocked", "presigned-url-errors", "presigned-url-throttles"),
    *("processing-errors", "processing-throttles"),
)

# Mutants that survive, by their names.
HARMLESS: Reasons = {
    "It takes a right or a way in away.": (
        "aws_iam_role_policy.**.role: becomes [*]",
        "aws_s3_bucket_cors_configuration.**.bucket: becomes [*]",
        "aws_s3_bucket_notification.**.bucket: becomes [*]",
        "aws_kms_key.**.policy: statement **: removed",
        "aws_kms_key.**.policy: statement **: condition ** is true",  # which nothing fulfils
        "aws_kms_key.**.policy: statement **: condition ** is false",
        "aws_kms_key.**.policy: statement **: condition ** is 999999999999",
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
        *("aws_iam_role.*.inline_policy: is added in short", "**: gets an aws_iam_role_policies_exclusive **"),
        *("aws_s3_bucket_notification.**.filter_suffix: **", "aws_s3_bucket_notification.*.lambda_function: removed"),
        *("aws_s3_bucket_notification.*.queue: removed", "**: gets an aws_s3_bucket_notification by bucket, in short"),
        "aws_sns_topic_policy.*.arn: is set to **",
    ),
    "Without it there is nothing to protect, or Terraform refuses what refers to it.": (
        "aws_api_gateway_base_path_mapping.*: removed",
        "aws_api_gateway_deployment.*: removed",
        "aws_api_gateway_domain_name.*: removed",
        "aws_api_gateway_gateway_response.*: removed",
        "aws_api_gateway_integration.*: removed",
        "aws_api_gateway_method.upload_url*: removed",
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
        "aws_sns_topic_subscription.*: removed",
    ),
    "The function does not start, and says what is missing.": (
        "aws_lambda_function.**.environment: removed",
        "aws_lambda_function.**.ALLOWED_CONTENT_TYPES: becomes [*]",
        "aws_lambda_function.**.AUTH_SECRET_ID: becomes [*]",
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
        # A queue's policy is about one queue.
        "aws_sqs_queue_policy.**.policy: statement AllowFindingsTopic: on **",
        "aws_lambda_function.**.logging_config: removed",  # its group has the name that Lambda takes by itself
        "aws_lambda_function.**.log_format: **",
        "aws_wafv2_web_acl.**.rule: auth-header: looks after LOWERCASE",  # the length of the header
        "aws_wafv2_web_acl.**.rule: auth-header: takes NE",  # not empty, instead of longer than 0
        "aws_wafv2_web_acl_logging_configuration.**.log_destination_configs: gets [*]",
        "aws_s3_bucket_lifecycle_configuration.**.filter: removed",  # the whole bucket as well
        "**: 0 becomes 0",
        "aws_kms_key.**.policy: statement **: on [*]",  # in a key's policy: this key
        "aws_kms_key.**.policy: statement AccountDecidesByIam: allows **",  # as it does already
        "aws_sns_topic_policy.**.policy: statement AlarmsPublish: on **",
    ),
    "The condition beside it holds the service to this account.": (
        "**.policy: statement AlarmsPublish: condition **",
    ),
    "TLS is promised of bucket, queue and API; a consumer's topic is the consumer's.": (
        "aws_sns_topic_policy.**.policy: statement DenyInsecureTransport: **",
    ),
    "AWS's own key encrypts a secret that names none.": ("aws_secretsmanager_secret.**.kms_key_id: left out",),
    "It denies more.": (
        "**.policy: statement DenyUploadsThatCouldOverwrite: condition s3:ObjectCreationOperation removed",
    ),
    "Each rule blocks by itself: the order decides which one does it.": (
        "aws_wafv2_web_acl.**.rule: ** change places",
        "aws_wafv2_web_acl.**.priority: **",
    ),
    "Current files are kept as long, and delete markers longer.": (
        "aws_s3_bucket_lifecycle_configuration.**.rule.0.expiration**",
    ),
    "Tried less often or later, an event still ends in the dead-letter queue.": (
        "aws_lambda_function_event_invoke_config.**.maximum_**",
    ),
    "AWS refuses the value.": (
        "**kms_**: becomes [*]",
        "aws_kms_key.**.customer_master_key_spec: becomes [*]",
        "aws_kms_key.**.key_usage: becomes [*]",
        "aws_kms_key.**.deletion_window_in_days: 30 becomes 1000000000",
        "aws_api_gateway_method.**.http_method: becomes [*]",
        "aws_iam_role.**.max_session_duration: **",
        "aws_sqs_queue.**.message_retention_seconds: 1209600 becomes 1000000000",
    ),
    "It asks for more, or hides more.": (
        *("aws_api_gateway_method.**.authorizer_id: **", "aws_api_gateway_method.**.authorization_scopes: **"),
        "aws_api_gateway_method.**.request_parameters: is set to **",  # of preflight, which has none
        *("aws_api_gateway_domain_name.**.mutual_tls_authentication: **", "aws_api_gateway_domain_name.**.policy: **"),
        "aws_api_gateway_stage.**.client_certificate_id: **",
        *("aws_lambda_permission.**.principal_org_id: **", "aws_lambda_permission.**.source_account: is set to *"),
        "aws_lambda_function.**.code_signing_config_arn: **",
        "aws_iam_role.**.permissions_boundary: **",  # which only takes away
        *("aws_s3_bucket_versioning.**.mfa: **", "aws_s3_bucket_versioning.**.mfa_delete: **"),
        *("aws_s3_bucket.**.object_lock_enabled: **", "aws_s3_bucket.**.object_lock_configuration: **"),
        *("aws_wafv2_web_acl.**.data_protection_config: **", "aws_wafv2_web_acl.**.association_config: **"),
        "aws_wafv2_web_acl.**.default_action.0.block: **",
        "aws_sqs_queue.**.redrive_allow_policy: **",  # it may take other queues' dead letters as well
        "**: gets an aws_sqs_queue_redrive_allow_policy **",
        "aws_wafv2_web_acl.**.custom_request_handling: **",  # a header of WAF's own prefix
        *("**: gets an aws_api_gateway_authorizer **", "**: gets an aws_cloudwatch_log_data_protection_policy **"),
        *("**: gets an aws_s3_bucket_object_lock_configuration **",),
        "**: gets an aws_sns_topic_data_protection_policy **",
    ),
    "It is another way to the same API and stage, which are judged; and so is what this takes there.": (
        *("**: gets an aws_api_gateway_base_path_mapping **", "**: gets an aws_apigatewayv2_api_mapping **"),
        *("aws_api_gateway_stage.**.canary_settings: **", "**: gets an aws_api_gateway_deployment **"),
    ),
    "No request gets there without a method, which is judged.": (
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_gateway_response **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_integration **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_integration_response **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_method_response **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_request_validator **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_resource **",),
        *("aws_api_gateway_rest_api.*: gets an aws_api_gateway_usage_plan **",),
    ),
    "Everyone may send a request anyway: the web ACL and the secret decide.": (
        *("aws_api_gateway_rest_api.*.policy: **", "**: gets an aws_api_gateway_rest_api_policy **"),
    ),
    "It is about a stage that is not there.": (
        "**: gets an aws_api_gateway_method_settings by rest_api_id**",
    ),
    "The logs hold no secret, and no more of a request than who asked for what.": (
        "**: gets an aws_cloudwatch_log_subscription_filter **",
    ),
    "It is a copy within the account, for which its readers need a right of their own.": (
        *("aws_dynamodb_table.**.stream_enabled: is set to true", "aws_dynamodb_table.**.stream_view_type: **"),
        "**: gets an aws_dynamodb_kinesis_streaming_destination **",
    ),
    "Who calls the API waits, and sees the failure.": (
        "aws_lambda_function.get_presigned_url: gets an aws_lambda_function_event_invoke_config **",
    ),
    "Only a service can fulfil its condition on aws:SourceArn.": (
        "aws_s3_bucket_policy.**.policy: statement AllowCloudFront*: for *:iam::999999999999:* alone",
        "aws_s3_bucket_policy.**.policy: statement AllowCloudFront*: for 999999999999 alone",
    ),
    "Logs of the account's own, which AWS writes to a bucket of the same account alone.": (
        "aws_s3_bucket.*: gets an aws_s3_bucket_logging **",
    ),
    "The secret is the caller's: what is promised is that no state, plan or policy gives it away.": (
        *("aws_secretsmanager_secret.*: removed", "aws_secretsmanager_secret.*.recovery_window_in_days: **"),
        *("aws_secretsmanager_secret.*.force_overwrite_replica_secret: **",),
        *("aws_secretsmanager_secret.*.replica: **", "**: gets an aws_secretsmanager_secret_rotation **"),
        "**: gets an aws_secretsmanager_secret_version by secret_id, in short",
    ),
    "No item has that attribute.": ("aws_dynamodb_table.**.ttl: **",),
    "It is encrypted all the same, and AWS refuses a key that the uploader may not use.": (
        *("aws_lambda_function.*.kms_key_arn: **", "aws_dynamodb_table.**.kms_key_arn: is set to **"),
    ),
    "The function's role has no right to send there, read from there, or join a network.": (
        *("aws_lambda_function.*.dead_letter_config: **", "aws_lambda_function.*.file_system_config: **"),
        *("aws_lambda_function.*.vpc_config: **", "**.destination_config.0.on_success: **"),
        "**: gets an aws_lambda_event_source_mapping by function_name**",
    ),
    "The group is there, and keeps what there is; what fails is counted and ends in the queue all the same.": (
        "aws_lambda_function.**_log_level: **",
    ),
    "The version or the name that it is for is one that nothing calls.": (
        *("aws_lambda_permission.**.qualifier: **", "**: gets an aws_lambda_alias **"),
    ),
    "It is still a runtime that AWS supports.": ("**: gets an aws_lambda_runtime_management_config **",),
    "The notification's filter alone keeps the function from calling itself.": (
        "**: gets an aws_lambda_function_recursion_config **",
    ),
    "The function lets that service in by a permission alone, which is weakened itself.": (
        *("aws_lambda_function.*: gets an aws_api_gateway_integration **",),
        *("aws_lambda_function.*: gets an aws_apigatewayv2_authorizer **",),
    ),
    "A file is written once: it has no version to keep.": (
        "aws_s3_bucket_lifecycle_configuration.**.newer_noncurrent_versions: is set to 1",
    ),
    "Nothing of the bucket is public, whatever it may do for a public.": (
        *("aws_s3_bucket.*.website: **", "**: gets an aws_s3_bucket_website_configuration **"),
    ),
    "Whom alarms tell is the consumer's choice.": (
        *("aws_sns_topic.alarms**: gets an aws_sns_topic_subscription **",),
    ),
    "It is what is so by itself.": (
        'aws_cloudwatch_metric_alarm.this["dead-letters"].datapoints_to_alarm: is set to 1',
        'aws_cloudwatch_metric_alarm.this["dead-letters"].evaluate_low_sample_count_percentiles: **',
        "**: gets an aws_s3_access_point by bucket, in short",  # which lets in whom the bucket's policy lets in
        *("aws_api_gateway_method_settings.**.caching_enabled: is set to false",),
        *("aws_api_gateway_stage.**.cache_cluster_enabled: is set to false",),
        *("aws_dynamodb_table.**.stream_enabled: is set to false",),
        "aws_dynamodb_table.**.restore_to_latest_time: is set to false",
    ),
    "Terraform refuses it beside what is there, or AWS refuses the value.": (
        "**.expected_bucket_owner: is set to 999999999999",
        *("aws_wafv2_web_acl.**.rule_json: **", "aws_wafv2_web_acl.**.override_action: **"),
        "aws_wafv2_web_acl.**.action: is added in short",
        *("aws_api_gateway_rest_api.**.fail_on_warnings: **", "aws_api_gateway_rest_api.**.parameters: **"),
        "aws_api_gateway_rest_api.**.put_rest_api_mode: **",  # without a body
        "aws_kms_key.**.rotation_period_in_days: is set to *",
        'aws_cloudwatch_metric_alarm.this["dead-letters"].period: 300 becomes 0',
        'aws_cloudwatch_metric_alarm.this["dead-letters"].evaluation_periods: 1 becomes 0',
        'aws_cloudwatch_metric_alarm.this["dead-letters"].treat_missing_data: becomes [*]',
        "aws_dynamodb_table.**.recovery_period_in_days: is set to 1000000000",
        "aws_s3_bucket_lifecycle_configuration.**.newer_noncurrent_versions: is set to 1000000000",
        "aws_kms_key.*: gets an aws_kms_replica_**",  # of a key of one region
        *("aws_lambda_function.*.image_config: **", "aws_lambda_function.*.s3_object_version: **"),  # of a zip
        'aws_cloudwatch_metric_alarm.this["dead-letters"].datapoints_to_alarm: is set to 1000000000',
        *("aws_wafv2_web_acl.*.default_action: removed", "aws_wafv2_web_acl.*.default_action.0.allow: removed"),
        *("**: gets an aws_s3_bucket by bucket, in short", "**: gets an aws_lambda_function by function_name, in short"),
    ),
    "Nobody but whoever applies may use it: what it copies or restores, an administrator reads anyway.": (
        *("aws_dynamodb_table.**.restore_*: **", "aws_dynamodb_table.**.import_table: **"),
        *("**: gets an aws_dynamodb_table by **", "**: gets an aws_dynamodb_table_export by **"),
        *("**: gets an aws_dynamodb_table_item **", "**: gets an aws_s3_object_copy **"),
        *("**: gets an aws_s3_object **", "**: gets an aws_s3_bucket_object **"),
        *("**: gets an aws_kms_ciphertext **", "**: gets an aws_lambda_invocation **"),
    ),
}

# Resource types that are not added beside the uploader, by the argument that would name a part of it.
NOT_ADDED: Reasons = {
    "It means something else by that word.": (
        "aws_api_gateway_usage_plan_key.key_id",  # of an API key
        # of an HTTP API; only a mapping takes a REST API's too
        *("aws_apigatewayv2_authorizer.api_id", "aws_apigatewayv2_deployment.*", "aws_apigatewayv2_model.*"),
        *("aws_apigatewayv2_integration*.api_id", "aws_apigatewayv2_route*.*", "aws_apigatewayv2_stage.*"),
        "aws_s3_directory_bucket.**",  # of another sort
        "aws_s3control_bucket*.**",  # on Outposts
        *("aws_wafregional_*.**", "aws_sns_sms_preferences.**", "aws_sns_platform_application.**"),
        "aws_wafv2_web_acl_logging_configuration.resource_arn",
    ),
    "The role would have to trust that service; whom it trusts is weakened itself.": (
        *("aws_api_gateway_*.**role_arn", "aws_cloudwatch_*.**role_arn", "aws_s3_bucket*.**role"),
        *("aws_s3control_*.**role_arn", "aws_sns_*.**role_arn", "aws_iam_instance_profile.role"),
    ),
    "It makes use of what the uploader has, by a right of a policy, a permission or a role: those are weakened.": (
        *("aws_dynamodb_table_replica.kms_key_arn", "aws_cloudwatch_log_group.kms_key_id"),
        *("aws_lambda_event_source_mapping.kms_key_arn", "aws_lambda_function.kms_key_arn"),
        *("aws_lambda_function.logging_config.log_group", "aws_lambda_function.layers"),
        *("aws_lambda_function.s3_bucket", "aws_lambda_layer_version.s3_bucket"),
        *("aws_secretsmanager_secret.kms_key_id", "aws_s3_bucket.logging.target_bucket"),
        *("aws_s3_object.kms_key_id", "aws_s3_bucket_object.kms_key_id", "aws_s3_object_copy.kms_key_id"),
        *("aws_s3_bucket_logging.target_bucket", "aws_s3_bucket_inventory.destination.**"),
        *("aws_s3_bucket_replication_configuration.rule.destination.bucket",),
        *("aws_s3_bucket_notification.*.*_arn", "aws_route53_query_log.**"),
        *("aws_secretsmanager_secret_rotation.rotation_lambda_arn", "aws_wafv2_web_acl_association.web_acl_arn"),
        "aws_dynamodb_table.import_table.**",
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
        *("aws_lambda_layer_version.layer_name", "aws_lambda_layer_version_permission.*"),  # it holds Pillow
    ),
}


def reason(reasons: Reasons, text: str) -> str | None:
    """Return the reason that has a pattern for `text`."""
    for said, patterns in reasons.items():
        if any(fits(pattern, text) for pattern in patterns):
            return said
    return None


def fits(pattern: str, text: str) -> bool:
    """Tell whether a text is what a pattern says."""
    return _expression(pattern).fullmatch(text) is not None


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    parts = re.split(r'(\*\*|\[\*\]|\*)', pattern)
    meaning = {"**": ".*", "*": "[^.]*", "[*]": r"\*"}
    return re.compile("".join(meaning.get(part, re.escape(part)) for part in parts), re.DOTALL)

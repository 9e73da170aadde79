"""Links between resources: an attribute of one refers to the other, or contains its name, ARN or URL.

Links decide which resources are part of an uploader. Two directions: `uses` adds the resource's targets,
`belongs` adds the resources that point at it. A link without `belongs` does not add its source: another
application that reads the uploader's table is not part of the uploader.
"""

from __future__ import annotations

import itertools
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from uploader_policies.configuration import Configuration, Resource, Scope
from uploader_policies.names import expression_name, name_in, names_of
from uploader_policies.values import NotKnownError, Unknown


@dataclass(frozen=True)
class Link:
    """An attribute of the resource type `source` that refers to a resource of the type `target`.

    Attributes:
        path: the attribute, with dots between nested blocks.
        uses: if the source is part of an uploader, so is the target.
        belongs: if the target is part of an uploader, so is the source.
    """

    source: str
    path: str
    target: str
    uses: bool = False
    belongs: bool = False


_BUCKET_PARTS = (
    *("accelerate_configuration", "acl", "cors_configuration", "lifecycle_configuration", "logging"),
    *("notification", "ownership_controls", "policy", "public_access_block", "replication_configuration"),
    *("server_side_encryption_configuration", "versioning", "website_configuration"),
)
_API_PARTS = (
    *("authorizer", "deployment", "gateway_response", "integration", "method", "method_settings"),
    *("request_validator", "resource", "rest_api_policy", "rest_api_put", "stage"),
)
_KMS_KEY_ATTRIBUTES = {
    "aws_cloudwatch_log_group": "kms_key_id",
    "aws_dynamodb_table": "server_side_encryption.kms_key_arn",
    "aws_s3_bucket_server_side_encryption_configuration": (
        "rule.apply_server_side_encryption_by_default.kms_master_key_id"
    ),
    "aws_secretsmanager_secret": "kms_key_id",
    "aws_sns_topic": "kms_master_key_id",
    "aws_sqs_queue": "kms_master_key_id",
}
FUNCTION, BUCKET, TABLE, ROLE = "aws_lambda_function", "aws_s3_bucket", "aws_dynamodb_table", "aws_iam_role"
QUEUE, TOPIC, LOG_GROUP, KEY = "aws_sqs_queue", "aws_sns_topic", "aws_cloudwatch_log_group", "aws_kms_key"
API, STAGE, WEB_ACL = "aws_api_gateway_rest_api", "aws_api_gateway_stage", "aws_wafv2_web_acl"
METHOD, ACCOUNT = "aws_api_gateway_method", "aws_api_gateway_account"
IP_SET = "aws_wafv2_ip_set"
_TRUSTED = "rule.statement.rate_based_statement.scope_down_statement.not_statement.statement"
ASSOCIATION = "aws_wafv2_web_acl_association"
SECRET = "aws_secretsmanager_secret"  # noqa: S105 - a type
RULE = "aws_cloudwatch_event_rule"
PROTECTION = "aws_guardduty_malware_protection_plan"
EVENT_SOURCE = "aws_lambda_event_source_mapping"
_ANALYSIS = "storage_class_analysis.data_export.destination.s3_bucket_destination.bucket_arn"
_ON_FAILURE = "destination_config.on_failure.destination"
_INVOKE_CONFIG = "aws_lambda_function_event_invoke_config"
_SUBSCRIPTION = "aws_sns_topic_subscription"

LINKS: Final = (
    # The bucket and its configuration
    *(Link(f"aws_s3_bucket_{part}", "bucket", BUCKET, uses=True, belongs=True) for part in _BUCKET_PARTS),
    Link("aws_s3_bucket_notification", "lambda_function.lambda_function_arn", FUNCTION, belongs=True),
    Link("aws_s3_bucket_notification", "queue.queue_arn", QUEUE),
    Link("aws_s3_bucket_logging", "target_bucket", BUCKET, uses=True),
    Link("aws_s3_bucket_replication_configuration", "rule.destination.bucket", BUCKET),
    Link("aws_s3_access_point", "bucket", BUCKET, belongs=True),
    Link("aws_s3control_multi_region_access_point", "details.region.bucket", BUCKET, belongs=True),
    Link("aws_s3_bucket_inventory", "bucket", BUCKET, belongs=True),
    Link("aws_s3_bucket_inventory", "destination.bucket.bucket_arn", BUCKET),
    Link("aws_s3_bucket_analytics_configuration", "bucket", BUCKET, belongs=True),
    Link("aws_s3_bucket_analytics_configuration", _ANALYSIS, BUCKET),
    Link("aws_s3control_access_point_policy", "access_point_arn", "aws_s3_access_point", belongs=True),
    # The functions, their permissions and their triggers
    Link(FUNCTION, "role", ROLE, uses=True),
    Link(FUNCTION, "depends_on", "aws_iam_role_policy", uses=True),
    Link(FUNCTION, "layers", "aws_lambda_layer_version", uses=True),
    Link(FUNCTION, "logging_config.log_group", LOG_GROUP, uses=True),
    Link(FUNCTION, "environment.variables.UPLOADS_BUCKET", BUCKET, uses=True),
    Link(FUNCTION, "environment.variables.METADATA_TABLE", TABLE, uses=True),
    Link(FUNCTION, "environment.variables.AUTH_SECRET_ID", SECRET, uses=True),
    Link(FUNCTION, "dead_letter_config.target_arn", QUEUE, uses=True),
    Link("aws_lambda_permission", "function_name", FUNCTION, uses=True, belongs=True),
    Link("aws_lambda_permission", "source_arn", API, uses=True),
    Link("aws_lambda_permission", "source_arn", BUCKET),
    Link("aws_lambda_permission", "source_arn", TOPIC),
    Link("aws_lambda_permission", "source_arn", RULE),
    Link("aws_lambda_function_url", "function_name", FUNCTION, belongs=True),
    Link("aws_apigatewayv2_integration", "integration_uri", FUNCTION, belongs=True),
    Link("aws_apigatewayv2_api", "target", FUNCTION, belongs=True),
    Link("aws_cloudwatch_event_target", "arn", FUNCTION, belongs=True),
    Link("aws_cloudwatch_event_target", "rule", RULE, uses=True),
    Link("aws_cloudwatch_event_target", "dead_letter_config.arn", QUEUE, uses=True),
    Link(_INVOKE_CONFIG, "function_name", FUNCTION, belongs=True),
    Link(_INVOKE_CONFIG, _ON_FAILURE, QUEUE, uses=True),
    Link(_INVOKE_CONFIG, _ON_FAILURE, TOPIC, uses=True),
    Link(_INVOKE_CONFIG, "depends_on", QUEUE, uses=True),  # in HCL the ARN above is often not known
    Link(EVENT_SOURCE, "function_name", FUNCTION, uses=True, belongs=True),
    Link(EVENT_SOURCE, "event_source_arn", QUEUE, uses=True),
    Link(EVENT_SOURCE, "event_source_arn", TABLE),  # other applications may read the stream: see uploader.py
    Link(EVENT_SOURCE, "destination_config.on_failure.destination_arn", QUEUE, uses=True),
    Link(EVENT_SOURCE, "depends_on", FUNCTION, uses=True),  # in HCL the ARNs above are often not known
    Link(EVENT_SOURCE, "depends_on", QUEUE, uses=True),
    # Roles and their policies
    Link("aws_iam_role_policy", "role", ROLE, uses=True, belongs=True),
    Link("aws_iam_role_policy_attachment", "role", ROLE, belongs=True),
    Link("aws_iam_role_policy_attachment", "policy_arn", "aws_iam_policy", uses=True),
    Link("aws_iam_policy_attachment", "roles", ROLE, belongs=True),
    Link("aws_iam_policy_attachment", "policy_arn", "aws_iam_policy", uses=True),
    Link("aws_iam_role_policy_attachments_exclusive", "role_name", ROLE, belongs=True),
    Link("aws_iam_role_policy_attachments_exclusive", "policy_arns", "aws_iam_policy", uses=True),
    Link(ACCOUNT, "cloudwatch_role_arn", ROLE, uses=True),
    Link(PROTECTION, "protected_resource.s3_bucket.bucket_name", BUCKET, belongs=True),
    Link(PROTECTION, "role", ROLE, uses=True),
    # Queues, topics, table
    Link("aws_sqs_queue_policy", "queue_url", QUEUE, belongs=True),
    Link("aws_sqs_queue_redrive_policy", "queue_url", QUEUE, belongs=True),
    Link(_SUBSCRIPTION, "endpoint", FUNCTION, belongs=True),
    Link(_SUBSCRIPTION, "depends_on", FUNCTION, belongs=True),
    Link(_SUBSCRIPTION, "topic_arn", TOPIC, uses=True),
    Link(_SUBSCRIPTION, "redrive_policy", QUEUE, uses=True),
    Link("aws_sns_topic_policy", "arn", TOPIC, belongs=True),
    Link("aws_dynamodb_resource_policy", "resource_arn", TABLE, belongs=True),
    Link("aws_dynamodb_table_replica", "global_table_arn", TABLE, belongs=True),
    # The API and its web ACL
    *(Link(f"aws_api_gateway_{part}", "rest_api_id", API, uses=True, belongs=True) for part in _API_PARTS),
    Link("aws_api_gateway_integration", "uri", FUNCTION, uses=True, belongs=True),
    Link("aws_api_gateway_method", "request_validator_id", "aws_api_gateway_request_validator"),
    Link("aws_api_gateway_base_path_mapping", "api_id", API, belongs=True),
    Link("aws_api_gateway_base_path_mapping", "domain_name", "aws_api_gateway_domain_name", uses=True),
    Link("aws_api_gateway_method_settings", "stage_name", STAGE),
    Link(LOG_GROUP, "name", API, belongs=True),  # API Gateway's execution logs
    Link(STAGE, "access_log_settings.destination_arn", LOG_GROUP, uses=True),
    Link(STAGE, "depends_on", LOG_GROUP, uses=True),
    Link(ASSOCIATION, "resource_arn", STAGE, uses=True, belongs=True),
    Link(ASSOCIATION, "web_acl_arn", WEB_ACL, uses=True),  # other APIs may share the web ACL: see uploader.py
    Link(WEB_ACL, "rule.statement.rule_group_reference_statement.arn", "aws_wafv2_rule_group", uses=True),
    *(
        Link(WEB_ACL, f"{_TRUSTED}.{part}ip_set_reference_statement.arn", IP_SET, uses=True)
        for part in ("", "or_statement.statement.")
    ),
    Link("aws_wafv2_web_acl_logging_configuration", "resource_arn", WEB_ACL, uses=True, belongs=True),
    Link("aws_wafv2_web_acl_logging_configuration", "log_destination_configs", LOG_GROUP, uses=True),
    Link("aws_wafv2_web_acl_logging_configuration", "depends_on", LOG_GROUP, uses=True),
    # Alarms, keys, secrets
    Link("aws_cloudwatch_metric_alarm", "dimensions.QueueName", QUEUE, belongs=True),
    Link("aws_cloudwatch_metric_alarm", "dimensions.FunctionName", FUNCTION, belongs=True),
    Link("aws_cloudwatch_metric_alarm", "dimensions.RuleName", RULE),
    Link("aws_cloudwatch_metric_alarm", "alarm_actions", TOPIC, uses=True),
    *(Link(kind, path, KEY, uses=True) for kind, path in _KMS_KEY_ATTRIBUTES.items()),
    Link("aws_kms_key_policy", "key_id", KEY, belongs=True),
    Link("aws_kms_grant", "key_id", KEY, belongs=True),
    Link("aws_secretsmanager_secret_policy", "secret_arn", SECRET, belongs=True),
    Link("aws_secretsmanager_secret_version", "secret_id", SECRET, belongs=True),
    Link("data.aws_secretsmanager_secret_version", "secret_id", SECRET, belongs=True),
)


class Links:
    """All links between the resources of a configuration."""

    def __init__(self, configuration: Configuration) -> None:
        self._targets: dict[tuple[Resource, str], list[Resource]] = defaultdict(list)
        self._sources: dict[tuple[Resource, str, str], list[Resource]] = defaultdict(list)
        self._unresolved: dict[tuple[str, str], dict[Resource, set[Scope]]] = defaultdict(dict)
        self.leads_to: dict[Resource, list[Resource]] = defaultdict(list)
        """For each resource: the resources that are part of an uploader if this one is."""
        by_name: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for target in dict.fromkeys(link.target for link in LINKS):
            for resource in configuration.all(target):
                for identity in names_of(resource):
                    by_name[target, identity].append(resource)
        indirect = [
            (link, source, self._connect(link, source, by_name))
            for link in LINKS
            for source in configuration.all(link.source)
        ]
        for link, source, referred in indirect:
            self._join(link, source, self._targets_of(referred, link.target))

    def _connect(
        self, link: Link, source: Resource, by_name: dict[tuple[str, str], list[Resource]]
    ) -> list[Resource]:
        """Join a source with the link's targets that it names or refers to.

        If there are none, return the resources of other types that it refers to.
        """
        found: list[Resource] = []
        referred: list[Resource] = []
        unknown = False
        for value in _names(source.at(link.path)):
            if isinstance(value, Unknown):
                unknown = True
                name = expression_name(value, source)
            else:
                name = name_in(link.target, value)
            found += _nearest(source, by_name.get((link.target, name), ()))
        if unknown:
            # A data source in the expression, such as the account id within an ARN, is not the target.
            referred = [one for one in source.refers(link.path) if not one.kind.startswith("data.")]
            found += [one for one in referred if one.kind == link.target]
            if not found and not referred and _is_written(source, link.path):
                self._unresolved[link.source, link.path][source] = source.unresolved_scopes(link.path)
        self._join(link, source, found)
        return [] if found or link.path == "depends_on" else referred

    def _targets_of(self, referred: Iterable[Resource], kind: str) -> list[Resource]:
        """Return the targets of the type `kind` of other resources.

        Example: `aws_s3_bucket_policy.this.bucket` leads to the bucket of that policy.
        """
        links = [link for link in LINKS if link.target == kind]
        return [
            target
            for one in referred
            for link in links
            if link.source == one.kind
            for target in self._targets.get((one, link.path), ())
        ]

    def _join(self, link: Link, source: Resource, found: Iterable[Resource]) -> None:
        for target in dict.fromkeys(found):
            self._targets[source, link.path].append(target)
            self._sources[target, link.source, link.path].append(source)
            if link.uses:
                self.leads_to[source].append(target)
            if link.belongs:
                self.leads_to[target].append(source)

    def targets(self, source: Resource, path: str) -> list[Resource]:
        """Return the resources of the configuration that the attribute at `path` refers to.

        Raises NotKnownError if it is an expression that leads to no resource.
        """
        if source in self._unresolved.get((source.kind, path), ()):
            raise NotKnownError(f"{source.address}.{path}")
        return self._targets.get((source, path), [])

    def sources(self, target: Resource, kind: str, path: str) -> list[Resource]:
        """Return the resources of the type `kind` whose attribute at `path` refers to `target`.

        Raises NotKnownError if one of these resources may not exist, or if a resource of this type refers to
        something unknown that may be `target`: both are in or below the module where the reference ended.
        """
        for source, scopes in self._unresolved.get((kind, path), {}).items():
            if any(target.scope[: len(scope)] == scope for scope in scopes):
                raise NotKnownError(f"{source.address}.{path}")
        found = self.known_sources(target, kind, path)
        for source in found:
            if not source.certain:
                raise NotKnownError(f"whether {source.address} exists")
        return found

    def known_sources(self, target: Resource, kind: str, path: str) -> list[Resource]:
        """Return those of `sources` that are known, without NotKnownError."""
        return self._sources.get((target, kind, path), [])


def _is_written(source: Resource, path: str) -> bool:
    """Return whether an unknown attribute has an expression; if not, AWS chooses its value."""
    try:
        return source.is_set(path)
    except NotKnownError:
        return True


def _nearest(source: Resource, targets: Sequence[Resource]) -> list[Resource]:
    """Return the resources that share the most module calls with `source`.

    Several resources in one plan can have the same name if their accounts differ. A reference
    then means those in the nearest module.
    """
    shared = [_shared(source.scope, target.scope) for target in targets]
    return [target for target, depth in zip(targets, shared, strict=True) if depth == max(shared)]


def _shared(one: Scope, other: Scope) -> int:
    """Return how many module calls two module instances have in common."""
    pairs = itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return len(list(pairs))


def _names(values: Iterable[Any]) -> Iterator[str | Unknown]:
    """Yield the strings and the Unknowns in `values`; a redrive policy (JSON) yields its queue's ARN."""
    for value in values:
        if isinstance(value, str) and value.lstrip().startswith("{"):
            try:
                yield from _names(json.loads(value).values())
            except ValueError:
                continue
        elif isinstance(value, dict):
            yield from _names(value.values())
        elif isinstance(value, (str, Unknown)):
            yield value

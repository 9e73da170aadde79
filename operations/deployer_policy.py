"""Prints the IAM policies that applying the module needs, made from a plan.

    terraform plan -out plan && terraform show -json plan > plan.json
    python operations/deployer_policy.py plan.json --folder policies

A first plan only needs sts:GetCallerIdentity, which every principal may call. This program needs only Python.
Each file is a managed policy of at most 6,144 characters, IAM's limit. Attach all of them to the role or user
that applies the module.

The policies allow creating, reading, changing and deleting the plan's resources by name. Two kinds of access
cannot be narrowed to a resource: API Gateway's ids exist only after the apply, and CloudWatch Logs requires
`*` for the delivery of WAF's log. Resources of other modules in the plan, such as a CloudFront distribution,
are printed to standard error and left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

MAX_CHARACTERS = 6144  # IAM's limit for a managed policy, without white space

S3 = "arn:{partition}:s3:::{bucket}"
LAMBDA = "arn:{partition}:lambda:{region}:{account}:function:{function_name}"
LAYER = "arn:{partition}:lambda:{region}:{account}:layer:{layer_name}"
ROLE = "arn:{partition}:iam::{account}:role/{name}"
LOG_GROUP = "arn:{partition}:logs:{region}:{account}:log-group:{name}"
API = "arn:{partition}:apigateway:{region}::"
EVENT_RULE = "arn:{partition}:events:{region}:{account}:rule/{name}"
WEB_ACL = "arn:{partition}:wafv2:{region}:{account}:regional/webacl/{web_acl_name}/*"
ACCOUNT_ROLE = "arn:{partition}:iam::{account}:role/{cloudwatch_role_name}"


class Need(NamedTuple):
    """Actions on one resource.

    Attributes:
        service: IAM's prefix of the actions.
        actions: names without the prefix, separated by spaces.
        resource: the ARN, with values of the planned resource in braces.
        condition: IAM condition; None: none.
    """

    service: str
    actions: str
    resource: str
    condition: Mapping[str, Mapping[str, str]] | None = None


# DynamoDB checks the key with the caller's permissions, and creates a grant on it.
KEY = [
    Need("kms", "DescribeKey", "{kms_key}"),
    Need(
        "kms",
        "CreateGrant Decrypt Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext ReEncryptFrom "
        "ReEncryptTo",
        "{kms_key}",
        {"StringLike": {"kms:ViaService": "dynamodb.*"}},
    ),
]


def _api(*paths: str) -> list[Need]:
    return [Need("apigateway", "DELETE GET PATCH POST PUT", API + path) for path in paths]


NEEDS: dict[str, list[Need]] = {
    "aws_api_gateway_account": [
        Need("apigateway", "GET PATCH", f"{API}/account"),
        Need(
            "iam",
            "PassRole",
            ACCOUNT_ROLE,
            {"StringEquals": {"iam:PassedToService": "apigateway.amazonaws.com"}},
        ),
    ],
    "aws_api_gateway_base_path_mapping": _api(
        "/domainnames/{domain_name}/basepathmappings", "/domainnames/{domain_name}/basepathmappings/*"
    ),
    "aws_api_gateway_deployment": [],  # covered by the REST API
    "aws_api_gateway_domain_name": [
        *_api("/domainnames", "/domainnames/{domain_name}"),
        # An account's first custom domain creates API Gateway's service-linked role.
        Need(
            "iam",
            "CreateServiceLinkedRole",
            "arn:{partition}:iam::{account}:role/aws-service-role/ops.apigateway.amazonaws.com/*",
            {"StringEquals": {"iam:AWSServiceName": "ops.apigateway.amazonaws.com"}},
        ),
    ],
    "aws_api_gateway_gateway_response": [],
    "aws_api_gateway_integration": [],
    "aws_api_gateway_method": [],
    "aws_api_gateway_method_settings": [],
    "aws_api_gateway_request_validator": [],
    "aws_api_gateway_resource": [],
    "aws_api_gateway_rest_api": _api("/restapis", "/restapis/*", "/tags/*"),
    "aws_api_gateway_stage": [],
    "aws_cloudwatch_dashboard": [
        Need(
            "cloudwatch",
            "DeleteDashboards GetDashboard PutDashboard",
            "arn:{partition}:cloudwatch::{account}:dashboard/{dashboard_name}",
        )
    ],
    "aws_cloudwatch_event_rule": [
        Need(
            "events",
            "DeleteRule DescribeRule DisableRule EnableRule ListTagsForResource PutRule TagResource "
            "UntagResource",
            EVENT_RULE,
        )
    ],
    "aws_cloudwatch_event_target": [
        Need("events", "ListTargetsByRule PutTargets RemoveTargets", EVENT_RULE.replace("{name}", "{rule}"))
    ],
    "aws_cloudwatch_log_group": [
        # AWS requires the ARN with `:*` for the group itself, and without it for its tags.
        *(
            Need(
                "logs",
                "AssociateKmsKey CreateLogGroup DeleteLogGroup DeleteRetentionPolicy DisassociateKmsKey "
                "ListTagsForResource PutRetentionPolicy TagResource UntagResource",
                arn,
            )
            for arn in (LOG_GROUP, f"{LOG_GROUP}:*")
        ),
        Need("logs", "DescribeLogGroups", "*"),
    ],
    "aws_cloudwatch_metric_alarm": [
        Need(
            "cloudwatch",
            "DeleteAlarms DescribeAlarms ListTagsForResource PutMetricAlarm TagResource UntagResource",
            "arn:{partition}:cloudwatch:{region}:{account}:alarm:{alarm_name}",
        )
    ],
    "aws_cloudwatch_query_definition": [
        # Saved queries have no ARN.
        Need("logs", "DeleteQueryDefinition DescribeQueryDefinitions PutQueryDefinition", "*"),
    ],
    "aws_dynamodb_table": [
        Need(
            "dynamodb",
            "CreateTable DeleteTable DescribeContinuousBackups DescribeTable DescribeTimeToLive "
            "ListTagsOfResource TagResource UntagResource UpdateContinuousBackups UpdateTable "
            "UpdateTimeToLive",
            "arn:{partition}:dynamodb:{region}:{account}:table/{name}",
        ),
        *KEY,
    ],
    "aws_guardduty_malware_protection_plan": [
        Need("guardduty", "CreateMalwareProtectionPlan", "*"),  # has no resource-level permissions
        Need(
            "guardduty",
            "DeleteMalwareProtectionPlan GetMalwareProtectionPlan ListTagsForResource TagResource "
            "UntagResource UpdateMalwareProtectionPlan",
            "arn:{partition}:guardduty:{region}:{account}:malware-protection-plan/*",
        ),
        Need(
            "iam",
            "PassRole",
            "{role}",
            {"StringEquals": {"iam:PassedToService": "malware-protection-plan.guardduty.amazonaws.com"}},
        ),
    ],
    "aws_iam_role": [
        Need(
            "iam",
            "CreateRole DeleteRole DeleteRolePermissionsBoundary GetRole ListAttachedRolePolicies "
            "ListInstanceProfilesForRole ListRolePolicies ListRoleTags PutRolePermissionsBoundary TagRole "
            "UntagRole UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription",
            ROLE,
        ),
    ],
    "aws_iam_role_policy": [
        Need("iam", "DeleteRolePolicy GetRolePolicy PutRolePolicy", ROLE.replace("{name}", "{role}"))
    ],
    "aws_iam_role_policy_attachment": [
        Need("iam", "AttachRolePolicy DetachRolePolicy", ROLE.replace("{name}", "{role}"))
    ],
    "aws_lambda_function": [
        Need(
            "lambda",
            "CreateFunction DeleteFunction DeleteFunctionConcurrency GetFunction "
            "GetFunctionCodeSigningConfig GetFunctionConfiguration ListTags ListVersionsByFunction "
            "PutFunctionConcurrency TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration",
            LAMBDA,
        ),
        Need("iam", "PassRole", "{role}", {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}),
    ],
    "aws_lambda_event_source_mapping": [
        Need("lambda", "CreateEventSourceMapping", "*"),  # has no resource-level permissions
        Need(
            "lambda",
            "DeleteEventSourceMapping GetEventSourceMapping ListTags TagResource UntagResource "
            "UpdateEventSourceMapping",
            "arn:{partition}:lambda:{region}:{account}:event-source-mapping:{uuid}",
        ),
    ],
    "aws_lambda_function_event_invoke_config": [
        Need(
            "lambda",
            "DeleteFunctionEventInvokeConfig GetFunctionEventInvokeConfig PutFunctionEventInvokeConfig "
            "UpdateFunctionEventInvokeConfig",
            LAMBDA,
        )
    ],
    "aws_lambda_layer_version": [
        Need("lambda", "PublishLayerVersion", LAYER),
        Need("lambda", "DeleteLayerVersion GetLayerVersion", f"{LAYER}:*"),
    ],
    "aws_lambda_permission": [Need("lambda", "AddPermission GetPolicy RemovePermission", LAMBDA)],
    "aws_route53_record": [
        Need(
            "route53",
            "ChangeResourceRecordSets GetHostedZone ListResourceRecordSets",
            "arn:{partition}:route53:::hostedzone/{zone_id}",
        ),
        Need("route53", "GetChange", "arn:{partition}:route53:::change/*"),
    ],
    "aws_s3_bucket": [
        Need(
            "s3",
            # The provider reads all of these for every bucket, even if they are not set.
            "CreateBucket DeleteBucket GetAccelerateConfiguration GetBucketAcl GetBucketCORS "
            "GetBucketLocation GetBucketLogging GetBucketObjectLockConfiguration GetBucketPolicy "
            "GetBucketRequestPayment "
            "GetBucketTagging GetBucketVersioning GetBucketWebsite GetEncryptionConfiguration "
            "GetLifecycleConfiguration GetReplicationConfiguration ListBucket PutBucketTagging",
            S3,
        )
    ],
    "aws_s3_bucket_accelerate_configuration": [Need("s3", "PutAccelerateConfiguration", S3)],
    "aws_s3_bucket_cors_configuration": [Need("s3", "PutBucketCORS", S3)],
    "aws_s3_bucket_lifecycle_configuration": [Need("s3", "PutLifecycleConfiguration", S3)],
    "aws_s3_bucket_logging": [Need("s3", "PutBucketLogging", S3)],
    "aws_s3_bucket_notification": [Need("s3", "GetBucketNotification PutBucketNotification", S3)],
    "aws_s3_bucket_ownership_controls": [
        Need("s3", "GetBucketOwnershipControls PutBucketOwnershipControls", S3)
    ],
    "aws_s3_bucket_policy": [Need("s3", "DeleteBucketPolicy PutBucketPolicy", S3)],
    "aws_s3_bucket_public_access_block": [
        Need("s3", "GetBucketPublicAccessBlock PutBucketPublicAccessBlock", S3)
    ],
    "aws_s3_bucket_server_side_encryption_configuration": [Need("s3", "PutEncryptionConfiguration", S3)],
    "aws_s3_bucket_versioning": [Need("s3", "PutBucketVersioning", S3)],
    "aws_sns_topic_subscription": [
        Need(
            "sns", "GetSubscriptionAttributes SetSubscriptionAttributes Subscribe Unsubscribe", "{topic_arn}"
        ),
    ],
    "aws_sqs_queue": [
        Need(
            "sqs",
            "CreateQueue DeleteQueue GetQueueAttributes GetQueueUrl ListQueueTags SetQueueAttributes "
            "TagQueue UntagQueue",
            "arn:{partition}:sqs:{region}:{account}:{name}",
        )
    ],
    "aws_sqs_queue_policy": [],  # an attribute of the queue, covered by it
    "aws_wafv2_ip_set": [
        Need(
            "wafv2",
            "CreateIPSet DeleteIPSet GetIPSet ListTagsForResource TagResource UntagResource UpdateIPSet",
            "arn:{partition}:wafv2:{region}:{account}:regional/ipset/{name}/*",
        )
    ],
    "aws_wafv2_web_acl": [
        Need(
            "wafv2",
            "CreateWebACL DeleteWebACL GetWebACL ListTagsForResource TagResource UntagResource UpdateWebACL",
            WEB_ACL,
        ),
        Need(
            "wafv2",
            "CreateWebACL UpdateWebACL",
            "arn:{partition}:wafv2:{region}:{account}:regional/managedruleset/*/*",
        ),
    ],
    "aws_wafv2_web_acl_association": [
        Need("wafv2", "AssociateWebACL GetWebACLForResource", WEB_ACL),
        Need(
            "wafv2",
            "AssociateWebACL DisassociateWebACL GetWebACLForResource",
            f"{API}/restapis/*/stages/*",
        ),
        Need("apigateway", "SetWebACL", f"{API}/restapis/*/stages/*"),
    ],
    "aws_wafv2_web_acl_logging_configuration": [
        Need("wafv2", "DeleteLoggingConfiguration GetLoggingConfiguration PutLoggingConfiguration", WEB_ACL),
        # CloudWatch Logs delivers WAF's log, and writes a resource policy for the delivery.
        Need(
            "logs",
            "CreateLogDelivery DeleteLogDelivery DescribeLogGroups DescribeResourcePolicies "
            "PutResourcePolicy",
            "*",
        ),
    ],
}
"""The needs of each resource type. A type with an empty list is covered by another type's needs."""


def policies(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the managed policies for all instances of the module in a plan (`terraform show -json`).

    Raises:
        LookupError: the plan has no instance of the module.
    """
    allowed: dict[tuple[str, str], set[str]] = defaultdict(set)  # actions by resource and condition
    for instance in _instances(plan):
        common = _common(instance)
        for kind, values in instance:
            texts = _Texts(common | _texts(kind, values))
            for need in NEEDS[kind]:
                if need.service == "kms" and "kms_key" not in texts:
                    continue
                resource = need.resource.format_map(texts)
                condition = json.dumps(need.condition)
                allowed[resource, condition] |= {
                    f"{need.service}:{action}" for action in need.actions.split()
                }
    if not allowed:
        raise LookupError("This plan has no instance of the module.")
    return _split(_statements(allowed))


def foreign(plan: Mapping[str, Any]) -> list[str]:
    """Return the addresses of planned resources whose type is not in `NEEDS`."""
    return sorted(one["address"] for one in _made(plan) if one["type"] not in NEEDS)


def _made(plan: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        one
        for one in plan["resource_changes"]
        if one["mode"] == "managed" and one["change"]["after"] is not None
    ]


def _instances(plan: Mapping[str, Any]) -> Iterator[list[tuple[str, Mapping[str, Any]]]]:
    """Yield type and values of the resources of each instance of the module.

    An instance is a Terraform module that has an `aws_lambda_function_event_invoke_config`.
    """
    by_module: dict[str, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    for one in _made(plan):
        if one["type"] in NEEDS:
            by_module[one.get("module_address", "")].append((one["type"], one["change"]["after"]))
    for resources in by_module.values():
        if any(kind == "aws_lambda_function_event_invoke_config" for kind, _ in resources):
            yield resources


def _common(instance: list[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """Return values for all ARNs of an instance: partition, region, account, and names of shared resources.

    Partition, region and account come from the ARN of the dead-letter queue.
    """
    values = {kind: dict(one) for kind, one in instance}
    destination = values["aws_lambda_function_event_invoke_config"]["destination_config"][0]["on_failure"][0]
    _, partition, _, region, account, _ = destination["destination"].split(":")
    common = {"partition": partition, "region": region, "account": account}
    if "aws_wafv2_web_acl" in values:
        common["web_acl_name"] = values["aws_wafv2_web_acl"]["name"]
    if "aws_api_gateway_account" in values:
        arn = values["aws_api_gateway_account"]["cloudwatch_role_arn"]
        common["cloudwatch_role_name"] = arn.split("/")[-1]
    return common


class _Texts(dict[str, str]):
    """Values for an ARN. A value that is known only after the apply is `*`."""

    def __missing__(self, name: str) -> str:
        return "*"


def _texts(kind: str, values: Mapping[str, Any]) -> dict[str, str]:
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    if kind == "aws_cloudwatch_log_group" and "name" not in texts:
        texts["name"] = "API-Gateway-Execution-Logs_*"  # its name contains the API's id
    for encryption in values.get("server_side_encryption") or () if kind == "aws_dynamodb_table" else ():
        if encryption.get("kms_key_arn"):
            texts["kms_key"] = encryption["kms_key_arn"]
    return texts


def _statements(allowed: Mapping[tuple[str, str], set[str]]) -> list[dict[str, Any]]:
    """Return one statement per set of actions and condition, with all resources that need exactly these."""
    resources: dict[tuple[tuple[str, ...], str], list[str]] = defaultdict(list)
    for (resource, condition), actions in sorted(allowed.items()):
        for service in sorted({action.split(":")[0] for action in actions}):
            own = tuple(sorted(action for action in actions if action.startswith(f"{service}:")))
            resources[own, condition].append(resource)
    return [
        {
            "Effect": "Allow",
            "Action": list(actions),
            "Resource": arns,
            **({} if condition == "null" else {"Condition": json.loads(condition)}),
        }
        for (actions, condition), arns in resources.items()
    ]


def _split(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Distribute the statements over policies, each short enough for a managed policy."""
    documents: list[dict[str, Any]] = []
    for statement in sorted(statements, key=length, reverse=True):
        for document in documents:
            longer = {**document, "Statement": [*document["Statement"], statement]}
            if length(longer) <= MAX_CHARACTERS:
                document["Statement"].append(statement)
                break
        else:
            documents.append({"Version": "2012-10-17", "Statement": [statement]})
    return documents


def length(document: Mapping[str, Any]) -> int:
    """Return a document's length as IAM counts it: without white space."""
    return len(re.sub(r"\s", "", json.dumps(document)))


def main() -> int:
    """Run the command. Return the exit status: 1 if the plan has no instance of the module, else 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("plan", type=Path, help="file with the output of `terraform show -json`")
    parser.add_argument(
        "--folder", type=Path, help="where to write deployer-1.json and so on; default: print them"
    )
    options = parser.parse_args()
    plan = json.loads(options.plan.read_text())
    for address in foreign(plan):
        print(f"Left out, because it does not belong to the module: {address}", file=sys.stderr)
    try:
        documents = policies(plan)
    except LookupError as error:
        print(error, file=sys.stderr)
        return 1
    for number, document in enumerate(documents, 1):
        text = json.dumps(document, indent=2)
        if options.folder is None:
            print(text)
        else:
            options.folder.mkdir(parents=True, exist_ok=True)
            (options.folder / f"deployer-{number}.json").write_text(f"{text}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

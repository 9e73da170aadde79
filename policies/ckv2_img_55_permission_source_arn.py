from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import wildcards
from uploader_policies.links import API, BUCKET, RULE, TOPIC
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import accounts
from uploader_policies.uploader import Uploader, variable
from uploader_policies.values import Unknown

SERVICES = {
    "apigateway.amazonaws.com": API,
    "events.amazonaws.com": RULE,
    "s3.amazonaws.com": BUCKET,
    "sns.amazonaws.com": TOPIC,
}


def _known_arn_problems(permission: Resource, uploader: Uploader) -> Iterator[str]:
    """Yield the problems of a source_arn that is known."""
    arn = permission.text("source_arn")
    parts = arn.split(":", 5)
    if len(parts) < 6 or wildcards(parts[:5]) or wildcards([parts[5].split("/")[0]]):
        yield f"source_arn is {arn or 'not set'}."
        return
    if parts[4] and parts[4] not in accounts(uploader):
        yield f"source_arn is of the account {parts[4]}, which is not the function's."
    functions = uploader.targets(permission, "function_name")
    if not (
        any(one.kind == API and one in uploader for one in uploader.targets(permission, "source_arn"))
        or any(name_in(BUCKET, arn) == variable(function, "UPLOADS_BUCKET") for function in functions)
        or any(one.text("topic_arn") == arn for one in _subscriptions(functions, uploader))
        or any(name_in(RULE, arn) == rule.text("name") for rule in _rules(functions, uploader))
    ):
        yield f"source_arn is {arn}, which is not a source of the function's events."


def _reference_problems(permission: Resource, uploader: Uploader) -> Iterator[str]:
    """Yield the problems of a source_arn that is known after apply: the resource that it refers to counts."""
    kind = SERVICES[permission.text("principal")]
    sources = [
        one for one in uploader.targets(permission, "source_arn") if one.kind == kind and one in uploader
    ]
    if kind == TOPIC:
        subscriptions = _subscriptions(uploader.targets(permission, "function_name"), uploader)
        topics = [topic for one in subscriptions for topic in uploader.targets(one, "topic_arn")]
        sources = [one for one in sources if one in topics]
    if kind == RULE:
        rules = _rules(uploader.targets(permission, "function_name"), uploader)
        sources = [one for one in sources if one in rules]
    others = [
        one
        for one in permission.refers("source_arn")
        if one not in uploader and not one.kind.startswith("data.")  # such as a lookup of the account id
    ]
    if others or not sources:
        if others:
            yield f"source_arn refers to {others[0].address}, which is not of the uploader."
        else:
            yield "source_arn refers to no source of the function's events."


def _subscriptions(functions: list[Resource], uploader: Uploader) -> list[Resource]:
    return [
        one
        for function in functions
        for one in uploader.sources(function, "aws_sns_topic_subscription", "endpoint")
    ]


def _rules(functions: list[Resource], uploader: Uploader) -> list[Resource]:
    """Return the EventBridge rules that have one of the functions as target."""
    return [
        rule
        for function in functions
        for target in uploader.sources(function, "aws_cloudwatch_event_target", "arn")
        for rule in uploader.targets(target, "rule")
    ]


class PermissionSourceArn(UploaderPolicy):
    ID = "CKV2_IMG_55"
    NAME = "Only the uploader's own API, bucket, topic and rules may call its functions"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_permission"
    PROMISE = "invoke-permissions"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "Without source_arn, the service may call the function for any customer's API, bucket or topic, and "
        "another API has no web ACL. Every aws_lambda_permission needs one of these four services as "
        "principal, lambda:InvokeFunction as action, and the full source_arn: the uploader's REST API, its "
        "bucket, a topic that the function is subscribed to, or a rule whose target it is."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.text("action") != "lambda:InvokeFunction":
            yield "action is not lambda:InvokeFunction."
        if resource.text("function_url_auth_type") == "NONE":
            yield "function_url_auth_type is NONE."
        principal = resource.text("principal")
        if principal not in SERVICES:
            yield f"The principal is {principal}."
        elif isinstance(resource.raw("source_arn"), Unknown):
            yield from _reference_problems(resource, uploader)
        else:
            yield from _known_arn_problems(resource, uploader)


check = PermissionSourceArn()

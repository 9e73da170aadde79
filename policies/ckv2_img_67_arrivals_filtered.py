from __future__ import annotations

from collections.abc import Iterator, Mapping

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import accounts
from uploader_policies.scanners import ARRIVALS, BusEvents, at, scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, variable

OUR_FIELDS = {"source", "detail-type", "account", "detail"}


def _functions(rule: Resource, uploader: Uploader) -> list[Resource]:
    targets = uploader.sources(rule, "aws_cloudwatch_event_target", "rule")
    return [function for target in targets for function in uploader.targets(target, "arn")]


def _meant(pattern: object, functions: list[Resource]) -> BusEvents:
    """Return the events that a rule is about: the results of a function's scanner, else arrivals."""
    for scanner in scanners_of(functions):
        if scanner.results and scanner.results.are_meant(pattern):
            return scanner.results
    return ARRIVALS


def _is_silent(bucket: Resource, uploader: Uploader) -> bool:
    """Tell whether the bucket's notifications are set here, and leave EventBridge out."""
    notifications = uploader.sources(bucket, "aws_s3_bucket_notification", "bucket")
    return bool(notifications) and not any(one.raw("eventbridge") is True for one in notifications)


class ArrivalsFiltered(UploaderPolicy):
    ID = "CKV2_IMG_67"
    NAME = "EventBridge tells the function of uploads to its own bucket alone"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_cloudwatch_event_rule"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "The default bus carries the events of every bucket, and of thumbnails too. Match source "
        "aws.s3 and detail-type Object Created, or those of the scanner's results; this account, the "
        "bucket's name and the prefix uploads/, each alone, on the default bus. Keep the rule enabled, and "
        "eventbridge of the bucket's notification true: without them uploads are not seen to wait."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return bool(_functions(resource, uploader))

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.raw("is_enabled") is False or resource.text("state") not in ("", "ENABLED"):
            yield "The rule is not enabled."
        if resource.text("event_bus_name") not in ("", "default"):
            yield "It is not on the default bus, where AWS's own events are."
        if resource.is_set("role_arn"):
            yield "role_arn lets the rule act under another role."
        pattern = resource.document("event_pattern")
        if pattern is None:
            return  # it is a schedule
        if resource.raw("schedule_expression") not in (None, ""):
            yield "A rule that matches uploads has no schedule."
        functions = _functions(resource, uploader)
        meant = _meant(pattern, functions)
        for function in functions:
            for bucket in uploader.targets(function, "environment.variables.UPLOADS_BUCKET"):
                if _is_silent(bucket, uploader):
                    yield f"{bucket.address} sends nothing to EventBridge."
        ours = [variable(function, "UPLOADS_BUCKET") for function in functions]
        buckets = at(pattern, *meant.bucket)
        if not buckets or any(bucket not in ours for bucket in buckets):
            yield "event_pattern does not name the uploads bucket alone."
        keys = at(pattern, *meant.key)
        prefixes = [str(one.get("prefix", "")) if isinstance(one, Mapping) else "" for one in keys]
        if not prefixes or not all(prefix.startswith(UPLOADS_PREFIX) for prefix in prefixes):
            yield f"event_pattern does not hold keys to {UPLOADS_PREFIX}."
        if not meant.are_meant(pattern):
            yield f"event_pattern's source or detail-type is not {meant.source}, {meant.detail_type} alone."
        named = at(pattern, "account")
        if not named or any(account not in accounts(uploader) for account in map(str, named)):
            yield "event_pattern does not name this account alone."
        if set(pattern) - OUR_FIELDS:
            yield "event_pattern leaves uploads out, or lets others in."


check = ArrivalsFiltered()

from __future__ import annotations

from collections.abc import Iterator, Mapping

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import accounts
from uploader_policies.scanners import ARRIVALS, BusEvents, at, scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, variable

OUR_FIELDS = {"source", "detail-type", "account", "detail"}


def _functions(rule: Resource, uploader: Uploader) -> list[Resource]:
    targets = uploader.sources(rule, "aws_cloudwatch_event_target", "rule")
    return [function for target in targets for function in uploader.targets(target, "arn")]


def _expected_events(pattern: object, functions: list[Resource]) -> BusEvents:
    """Return the events that a rule should match: the results of a function's scanner, else arrivals."""
    for scanner in scanners_of(functions):
        if scanner.results and scanner.results.matched_by(pattern):
            return scanner.results
    return ARRIVALS


def _sends_no_events(bucket: Resource, uploader: Uploader) -> bool:
    """Return whether the configuration sets the bucket's notifications, without EventBridge."""
    notifications = uploader.sources(bucket, "aws_s3_bucket_notification", "bucket")
    return bool(notifications) and not any(one.raw("eventbridge") is True for one in notifications)


class ArrivalsFiltered(UploaderPolicy):
    ID = "CKV2_IMG_67"
    NAME = "EventBridge sends the function only events of uploads to its own bucket"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_cloudwatch_event_rule"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "The default bus carries the events of every bucket, and of thumbnails too. Match source aws.s3 and "
        "detail-type Object Created, or those of the scanner's results. Limit the pattern to this account, "
        "the bucket's name and the prefix uploads/, on the default bus. Keep the rule enabled, and "
        "eventbridge of the bucket's notification true; otherwise no upload is recorded as pending."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return bool(_functions(resource, uploader))

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.raw("is_enabled") is False or resource.text("state") not in ("", "ENABLED"):
            yield "The rule is not enabled."
        if resource.text("event_bus_name") not in ("", "default"):
            yield "event_bus_name is not the default bus, which carries AWS's events."
        if resource.is_set("role_arn"):
            yield "role_arn gives the rule a role."
        pattern = resource.document("event_pattern")
        if pattern is None:
            return  # a schedule
        if resource.raw("schedule_expression") not in (None, ""):
            yield "The rule has both event_pattern and schedule_expression."
        functions = _functions(resource, uploader)
        expected = _expected_events(pattern, functions)
        for function in functions:
            for bucket in uploader.targets(function, "environment.variables.UPLOADS_BUCKET"):
                if _sends_no_events(bucket, uploader):
                    yield f"{bucket.address} sends no events to EventBridge."
        ours = [variable(function, "UPLOADS_BUCKET") for function in functions]
        buckets = at(pattern, *expected.bucket)
        if not buckets or any(bucket not in ours for bucket in buckets):
            yield "event_pattern does not limit events to the uploads bucket."
        keys = at(pattern, *expected.key)
        prefixes = [str(one.get("prefix", "")) if isinstance(one, Mapping) else "" for one in keys]
        if not prefixes or not all(prefix.startswith(UPLOADS_PREFIX) for prefix in prefixes):
            yield f"event_pattern does not limit keys to {UPLOADS_PREFIX}."
        if not expected.matched_by(pattern):
            yield f"event_pattern does not match only {expected.source} and {expected.detail_type}."
        pattern_accounts = at(pattern, "account")
        if not pattern_accounts or any(
            account not in accounts(uploader) for account in map(str, pattern_accounts)
        ):
            yield "event_pattern does not limit events to this account."
        if set(pattern) - OUR_FIELDS:
            yield f"event_pattern has other fields than {', '.join(sorted(OUR_FIELDS))}."


check = ArrivalsFiltered()

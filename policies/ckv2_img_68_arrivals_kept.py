from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import RULE
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.uploader import Uploader

CHANGES = ("input", "input_path", "input_transformer", "role_arn")
MIN_ATTEMPTS, DAY = 185, 86400  # EventBridge's defaults, which are its maximums too; DAY in seconds


class ArrivalsKept(UploaderPolicy):
    ID = "CKV2_IMG_68"
    NAME = "An event that EventBridge cannot deliver goes to a dead-letter queue"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_cloudwatch_event_target"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Without dead_letter_config, EventBridge drops the event, and the upload is not recorded as pending. "
        "Keep a queue whose policy allows the rule to send to it, and retries for a day. Do not transform "
        "the event. A schedule needs no queue, because its next event comes soon."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return bool(uploader.targets(resource, "arn"))

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for attribute in CHANGES:
            if resource.is_set(attribute):
                yield f"{attribute} changes the event, or the role that delivers it."
        if resource.text("event_bus_name") not in ("", "default"):
            yield "event_bus_name is not the default bus, which carries AWS's events."
        rules = uploader.targets(resource, "rule")
        if not rules:
            yield "The target's rule is not in this configuration: it cannot be checked."
        if not any(rule.is_set("event_pattern") for rule in rules):
            return
        if resource.has_block("retry_policy"):
            retries = resource.block("retry_policy")
            if (retries.number("maximum_retry_attempts") or 0) < MIN_ATTEMPTS:
                yield f"maximum_retry_attempts is less than {MIN_ATTEMPTS}."
            if (retries.number("maximum_event_age_in_seconds") or 0) < DAY:
                yield f"maximum_event_age_in_seconds is less than {DAY}, a day."
        queues = uploader.targets(resource, "dead_letter_config.arn")
        if not queues:
            yield "dead_letter_config names no queue of this configuration."
        names = {rule.text("name") for rule in rules}
        for queue in queues:
            if not any(
                one.allows
                and ("Service", "events.amazonaws.com") in one.principals
                and one.covers("sqs:SendMessage")
                and names
                & {name_in(RULE, arn) for arn in one.values("aws:SourceArn", "ArnEquals", "ArnLike")}
                for one in policy_statements(queue, uploader)
            ):
                yield f"The policy of {queue.address} does not allow the rule sqs:SendMessage."


check = ArrivalsKept()

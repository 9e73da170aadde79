from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.links import RULE
from uploader_policies.names import named
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.uploader import Uploader

CHANGES = ("input", "input_path", "input_transformer", "role_arn")
MOST_ATTEMPTS, DAY = 185, 86400


class ArrivalsKept(UploaderPolicy):
    ID = "CKV2_IMG_68"
    NAME = "An event that EventBridge cannot deliver goes to a dead-letter queue"
    SEVERITY = "MEDIUM"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_cloudwatch_event_target"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Without dead_letter_config EventBridge drops the event, and the upload is not seen to wait. "
        "Keep a queue whose own policy lets the rule send to it, and retries for a day. Hand the event "
        "on as it is. A schedule needs none of this, because its next event comes soon."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return bool(uploader.targets(resource, "arn"))

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for attribute in CHANGES:
            if resource.is_set(attribute):
                yield f"{attribute} changes what the function is told, or who tells it."
        if resource.text("event_bus_name") not in ("", "default"):
            yield "It is not on the default bus, where AWS's own events are."
        rules = uploader.targets(resource, "rule")
        if not rules:
            yield "Its rule is not in this configuration: nobody can judge it."
        if not any(rule.is_set("event_pattern") for rule in rules):
            return
        if resource.has_block("retry_policy"):
            retries = resource.block("retry_policy")
            if (retries.number("maximum_retry_attempts") or 0) < MOST_ATTEMPTS:
                yield f"retry_policy gives up before {MOST_ATTEMPTS} attempts."
            if (retries.number("maximum_event_age_in_seconds") or 0) < DAY:
                yield "retry_policy gives up within a day."
        queues = uploader.targets(resource, "dead_letter_config.arn")
        if not queues:
            yield "dead_letter_config names no queue of this configuration."
        names = {rule.text("name") for rule in rules}
        for queue in queues:
            if not any(
                one.allows
                and ("Service", "events.amazonaws.com") in one.principals
                and one.covers("sqs:SendMessage")
                and names & {named(RULE, arn) for arn in one.values("aws:SourceArn", "ArnEquals", "ArnLike")}
                for one in policy_statements(queue, uploader)
            ):
                yield f"The policy of {queue.address} does not let the rule send."


check = ArrivalsKept()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import ON_FAILURE
from uploader_policies.rights import rights
from uploader_policies.uploader import Uploader


def _is_called_asynchronously(function: Resource, uploader: Uploader) -> bool:
    """Return whether a service other than API Gateway calls it: only API Gateway waits for the result."""
    permissions = uploader.sources(function, "aws_lambda_permission", "function_name")
    return any(one.text("principal") != "apigateway.amazonaws.com" for one in permissions)


class FunctionFailuresKept(UploaderPolicy):
    ID = "CKV2_IMG_42"
    NAME = "An event that a function cannot process goes to a dead-letter queue"
    SEVERITY = "HIGH"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_lambda_function"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Lambda gives up after three attempts, and the event is lost. For every function that S3, SNS or "
        "EventBridge calls, keep aws_lambda_function_event_invoke_config with a destination on_failure and "
        "no qualifier. Allow the function's role to send to that destination."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return _is_called_asynchronously(resource, uploader)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        configurations = [
            one
            for one in uploader.sources(resource, "aws_lambda_function_event_invoke_config", "function_name")
            # S3 and SNS call the function without a qualifier, so a configuration with one does not apply.
            if not one.is_set("qualifier")
        ]
        queues = [queue for one in configurations for queue in uploader.targets(one, ON_FAILURE)]
        queues += uploader.targets(resource, "dead_letter_config.target_arn")
        if len(configurations) > 1:
            yield f"The function has {len(configurations)} event invoke configs: AWS keeps the last."
        if not queues:
            yield "The function has no queue or topic of this configuration for failed events."
        sends = [
            right.resource
            for right in rights(resource, uploader)
            if right.action in ("sqs:SendMessage", "sns:Publish") and right.statement.allows
        ]
        for queue in queues:
            if not any(name_in(queue.kind, arn) == queue.text("name") for arn in sends):
                yield f"The function's role may not send to {queue.address}."


check = FunctionFailuresKept()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.names import named
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import ON_FAILURE
from uploader_policies.rights import rights
from uploader_policies.uploader import Uploader


def _is_called_and_forgotten(function: Resource, uploader: Uploader) -> bool:
    """Whoever calls through the API waits, and sees the failure."""
    permissions = uploader.sources(function, "aws_lambda_permission", "function_name")
    return any(one.text("principal") != "apigateway.amazonaws.com" for one in permissions)


class FunctionFailuresKept(UploaderPolicy):
    ID = "CKV2_IMG_42"
    NAME = "What a function fails at for good goes to a dead-letter queue"
    SEVERITY = "HIGH"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_lambda_function"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Lambda gives up after three attempts, and the upload is forgotten. Keep "
        "aws_lambda_function_event_invoke_config with a destination on_failure and no qualifier, for every "
        "function that S3, SNS or EventBridge calls, and let the function's role send there."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:
        return _is_called_and_forgotten(resource, uploader)

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        configurations = [
            one
            for one in uploader.sources(resource, "aws_lambda_function_event_invoke_config", "function_name")
            # What S3 and SNS start is the function itself, and no version or alias of it.
            if not one.is_set("qualifier")
        ]
        queues = [queue for one in configurations for queue in uploader.targets(one, ON_FAILURE)]
        queues += uploader.targets(resource, "dead_letter_config.target_arn")
        if len(configurations) > 1:
            yield f"The function has {len(configurations)} event invoke configs, of which AWS keeps the last."
        if not queues:
            yield "Nothing here keeps the events at which the function fails."
        sends = [
            right.resource
            for right in rights(resource, uploader)
            if right.action in ("sqs:SendMessage", "sns:Publish") and right.statement.allows
        ]
        for queue in queues:
            if not any(named(queue.kind, arn) == queue.text("name") for arn in sends):
                yield f"The function's role may not send to {queue.address}."


check = FunctionFailuresKept()

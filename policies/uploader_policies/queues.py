"""SQS queues and their policies."""

from __future__ import annotations

from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement, statements
from uploader_policies.uploader import Uploader

ON_FAILURE = "destination_config.on_failure.destination"


def policy_statements(queue: Resource, uploader: Uploader) -> list[Statement]:
    """Return the statements of all policies of a queue. Raises NotKnownError."""
    found = []
    for policy in uploader.sources(queue, "aws_sqs_queue_policy", "queue_url"):
        found += statements(policy, "policy")
    if queue.is_set("policy"):
        found += statements(queue, "policy")
    return found


def takes_failures(queue: Resource, uploader: Uploader) -> bool:
    """Return whether the queue is the dead-letter queue of a function, a subscription or a rule's target.

    Raises NotKnownError.
    """
    return any(
        uploader.sources(queue, kind, path)
        for kind, path in (
            ("aws_lambda_function_event_invoke_config", ON_FAILURE),
            ("aws_lambda_function", "dead_letter_config.target_arn"),
            ("aws_lambda_event_source_mapping", "destination_config.on_failure.destination_arn"),
            ("aws_sns_topic_subscription", "redrive_policy"),
            ("aws_cloudwatch_event_target", "dead_letter_config.arn"),
        )
    )

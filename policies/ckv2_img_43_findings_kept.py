from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.uploader import Uploader


class FindingsKept(UploaderPolicy):
    ID = "CKV2_IMG_43"
    NAME = "A finding that SNS cannot deliver goes to a dead-letter queue"
    SEVERITY = "HIGH"
    CATEGORY = "BACKUP_AND_RECOVERY"
    KIND = "aws_sns_topic_subscription"
    PROMISE = "dead-letters"
    GUIDELINE = (
        "Without a redrive policy, SNS drops the finding, and the upload is never processed. Keep "
        "redrive_policy with a queue whose policy allows this topic to send to it."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return resource.text("protocol") in ("lambda", "sqs")

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        queues = uploader.targets(resource, "redrive_policy")
        if not queues:
            yield "redrive_policy names no queue of this configuration."
        for queue in queues:
            if not any(
                one.allows
                and ("Service", "sns.amazonaws.com") in one.principals
                and one.covers("sqs:SendMessage")
                and resource.text("topic_arn")
                in one.values("aws:SourceArn", "ArnEquals", "ArnLike", "StringEquals")
                for one in policy_statements(queue, uploader)
            ):
                yield f"The policy of {queue.address} does not allow the topic sqs:SendMessage."


check = FindingsKept()

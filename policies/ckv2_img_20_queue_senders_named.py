from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.rights import resource_policy_problems
from uploader_policies.uploader import Uploader


class QueueSendersNamed(UploaderPolicy):
    ID = "CKV2_IMG_20"
    NAME = "Queue policies name every principal that they allow"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_sqs_queue"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP SQS.3",)
    GUIDELINE = (
        "A principal that can send to a dead-letter queue can make you replay forged events. Name principals "
        "of this account. Give a service a condition on aws:SourceArn or aws:SourceAccount. Name the "
        "actions."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for one in policy_statements(resource, uploader):
            yield from resource_policy_problems(one, uploader)
            services = any(kind == "Service" for kind, _ in one.principals)
            if one.allows and services and one.actions != ("sqs:SendMessage",):
                yield f"{one} allows a service more than sqs:SendMessage."


check = QueueSendersNamed()

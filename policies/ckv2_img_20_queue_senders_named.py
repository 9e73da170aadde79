from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.rights import resource_faults
from uploader_policies.uploader import Uploader


class QueueSendersNamed(UploaderPolicy):
    ID = "CKV2_IMG_20"
    NAME = "Queue policies name everyone whom they let in"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_sqs_queue"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP SQS.3",)
    GUIDELINE = (
        "Anyone who can write dead letters can make you replay whatever they like. Name "
        "principals of this account; give a service a condition on aws:SourceArn or "
        "aws:SourceAccount, and name the actions."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for one in policy_statements(resource, uploader):
            yield from resource_faults(one, uploader)
            services = any(kind == "Service" for kind, _ in one.principals)
            if one.allows and services and one.actions != ("sqs:SendMessage",):
                yield f"{one} lets a service do more than send."


check = QueueSendersNamed()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import policy_statements
from uploader_policies.uploader import Uploader


class QueueTlsOnly(UploaderPolicy):
    ID = "CKV2_IMG_19"
    NAME = "Queues deny requests without TLS"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_sqs_queue"
    PROMISE = "tls-only"
    GUIDELINE = (
        "Keep the statement of the queue's policy that denies sqs:* to everyone when aws:SecureTransport is "
        "false, with no other condition. Keep one policy for each queue."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if len(uploader.sources(resource, "aws_sqs_queue_policy", "queue_url")) > 1:
            yield "The queue has several aws_sqs_queue_policy: AWS keeps the last."
        name = resource.text("name")
        if not any(
            one.denies_everyone_if("aws:SecureTransport", "false", "Bool", "BoolIfExists")
            and one.covers("sqs:*")
            and any(arn == "*" or name_in(self.KIND, arn) == name for arn in one.resources)
            for one in policy_statements(resource, uploader)
        ):
            yield "The queue's policy does not deny every request without TLS."


check = QueueTlsOnly()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import statements
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import resource_policy_problems
from uploader_policies.uploader import Uploader


class TopicGuarded(UploaderPolicy):
    ID = "CKV2_IMG_22"
    NAME = "Topics are encrypted and name their publishers"
    SEVERITY = "MEDIUM"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_sns_topic"
    PROMISE = "encryption"
    CONTROLS = ("FSBP SNS.4",)
    GUIDELINE = (
        "Findings and alarms are confidential, and a forged finding would pass an infected file as clean. "
        "Give the topic a kms_master_key_id and one policy. In the policy, name principals of this account, "
        "and limit services with aws:SourceArn or aws:SourceAccount."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not resource.is_set("kms_master_key_id"):
            yield "The topic has no kms_master_key_id."
        documents = uploader.sources(resource, "aws_sns_topic_policy", "arn")
        if len(documents) > 1:
            yield "The topic has several aws_sns_topic_policy: AWS keeps the last."
        for document in [*documents, *([resource] if resource.is_set("policy") else [])]:
            for one in statements(document, "policy"):
                yield from resource_policy_problems(one, uploader)
                services = any(kind == "Service" for kind, _ in one.principals)
                if one.allows and services and one.actions != ("sns:Publish",):
                    yield f"{one} allows a service more than sns:Publish."


check = TopicGuarded()

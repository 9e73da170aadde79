from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, variable
from uploader_policies.values import as_list


class FindingsFiltered(UploaderPolicy):
    ID = "CKV2_IMG_57"
    NAME = "The function receives only findings for uploads of its own bucket"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_sns_topic_subscription"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "The topic carries the findings for every bucket, and for thumbnails too. Keep filter_policy_scope "
        "at MessageBody, and filter_policy with the bucket's name and the prefix uploads/."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:
        return bool(uploader.targets(resource, "endpoint"))

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        functions = uploader.targets(resource, "endpoint")
        if resource.text("filter_policy_scope") != "MessageBody":
            yield "filter_policy_scope is not MessageBody."
        policy = resource.document("filter_policy") or {}
        ours = [variable(function, "UPLOADS_BUCKET") for function in functions]
        buckets = as_list(policy.get("bucket"))
        if not buckets or any(bucket not in ours for bucket in buckets):
            yield "filter_policy does not limit bucket to the uploads bucket."
        prefixes = [
            str(one.get("prefix", "")) if isinstance(one, dict) else "" for one in as_list(policy.get("key"))
        ]
        if not prefixes or not all(prefix.startswith(UPLOADS_PREFIX) for prefix in prefixes):
            yield f"filter_policy does not limit key to {UPLOADS_PREFIX}."


check = FindingsFiltered()

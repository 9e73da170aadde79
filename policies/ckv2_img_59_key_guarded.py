from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import strangers
from uploader_policies.uploader import Uploader

LEAST_DAYS = 30
YEAR = 365
USES = ("kms:Decrypt", "kms:Describe", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt")


class KeyGuarded(UploaderPolicy):
    ID = "CKV2_IMG_59"
    NAME = "Keys of the uploader rotate, stay, and name who uses them"
    SEVERITY = "MEDIUM"
    CATEGORY = "ENCRYPTION"
    KIND = "aws_kms_key"
    PROMISE = "encryption"
    CONTROLS = (
        "FSBP KMS.3",
        "FSBP KMS.5",
        "CIS 3.6",
    )
    GUIDELINE = (
        "A key that is gone takes every file with it; one that everybody may use protects from "
        "nobody. Keep enable_key_rotation true, at least once a year, deletion_window_in_days at 30, and in "
        "its policy this account's principals, and services that may encrypt and decrypt on named resources' "
        "behalf; leave aws_kms_grant out."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not resource.flag("enable_key_rotation"):
            yield "enable_key_rotation is not true."
        if resource.is_set("rotation_period_in_days"):
            period = resource.number("rotation_period_in_days")
            if period is not None and period > YEAR:
                yield "rotation_period_in_days is more than a year."
        if (window := resource.number("deletion_window_in_days")) is not None and window < LEAST_DAYS:
            yield f"deletion_window_in_days is less than {LEAST_DAYS}."
        if resource.is_set("is_enabled") and not resource.flag("is_enabled"):
            yield "The key is disabled."
        if resource.flag("bypass_policy_lockout_safety_check"):
            yield "Its policy may lock everybody out."
        for grant in uploader.sources(resource, "aws_kms_grant", "key_id"):
            yield f"{grant.address} lets somebody use the key, past its policy."
        documents = uploader.sources(resource, "aws_kms_key_policy", "key_id")
        if len(documents) > 1:
            yield "The key has several aws_kms_key_policy, of which AWS keeps the last."
        if any(one.flag("bypass_policy_lockout_safety_check") for one in documents):
            yield "Its policy may lock everybody out."
        documents = [*documents, *([resource] if resource.is_set("policy") else [])]
        for one in (one for document in documents for one in statements(document, "policy")):
            yield from one.carelessness(of_a_key=True)
            services = any(kind == "Service" for kind, _ in one.principals)
            if one.allows and services and not all(action.startswith(USES) for action in one.actions):
                yield f"{one} lets a service do more than encrypt and decrypt."
            for account in strangers(one, uploader):
                yield f"{one} lets account {account} in."


check = KeyGuarded()

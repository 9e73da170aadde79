from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import statements
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import foreign_accounts
from uploader_policies.uploader import Uploader

MIN_DAYS = 30  # KMS's longest deletion window
YEAR = 365  # days
USES = ("kms:Decrypt", "kms:Describe", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncrypt")


class KeyGuarded(UploaderPolicy):
    ID = "CKV2_IMG_59"
    NAME = "KMS keys rotate, cannot be deleted at once, and name the principals that use them"
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
        "If a key is deleted, all files are lost. If everyone may use it, it protects nothing. Keep "
        "enable_key_rotation true, at least once a year, and deletion_window_in_days at 30. The key policy "
        "may name this account's principals, and services that encrypt and decrypt for named resources. "
        "Create no aws_kms_grant."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not resource.flag("enable_key_rotation"):
            yield "enable_key_rotation is not true."
        if resource.is_set("rotation_period_in_days"):
            period = resource.number("rotation_period_in_days")
            if period is not None and period > YEAR:
                yield "rotation_period_in_days is more than a year."
        if (window := resource.number("deletion_window_in_days")) is not None and window < MIN_DAYS:
            yield f"deletion_window_in_days is less than {MIN_DAYS}."
        if resource.is_set("is_enabled") and not resource.flag("is_enabled"):
            yield "The key is disabled."
        if resource.flag("bypass_policy_lockout_safety_check"):
            yield "Its policy may lock everybody out."
        for grant in uploader.sources(resource, "aws_kms_grant", "key_id"):
            yield f"{grant.address} allows the use of the key outside of its policy."
        documents = uploader.sources(resource, "aws_kms_key_policy", "key_id")
        if len(documents) > 1:
            yield "The key has several aws_kms_key_policy: AWS keeps the last."
        if any(one.flag("bypass_policy_lockout_safety_check") for one in documents):
            yield "Its policy may lock everybody out."
        documents = [*documents, *([resource] if resource.is_set("policy") else [])]
        for one in (one for document in documents for one in statements(document, "policy")):
            yield from one.over_broad(is_key_policy=True)
            services = any(kind == "Service" for kind, _ in one.principals)
            if one.allows and services and not all(action.startswith(USES) for action in one.actions):
                yield f"{one} allows a service more than to encrypt and decrypt."
            for account in foreign_accounts(one, uploader):
                yield f"{one} allows account {account}."


check = KeyGuarded()

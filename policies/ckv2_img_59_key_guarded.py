"""Keys of the uploader rotate, stay, and name who uses them."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import ANYONE, statements
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy


class KeyGuarded(UploaderPolicy):
    """See NAME and GUIDELINE."""

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
        "nobody. Keep enable_key_rotation true, deletion_window_in_days at 30, and in its policy "
        "principals by name, services with a condition."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        if not resource.flag("enable_key_rotation"):
            yield "enable_key_rotation is not true."
        if (resource.number("deletion_window_in_days") or 30) < 30:
            yield "deletion_window_in_days is less than 30."
        if resource.is_set("is_enabled") and not resource.flag("is_enabled"):
            yield "The key is disabled."
        for one in statements(resource, "policy") if resource.is_set("policy") else ():
            if not one.allows:
                continue
            if ANYONE in one.principals and not one.conditions:
                yield f"{one} allows everyone."
            if any(kind == "Service" for kind, _ in one.principals):
                if not one.conditions:
                    yield f"{one} allows a service on anybody's behalf."
                yield from (f"{one} allows {action}." for action in one.actions if action in ("*", "kms:*"))


check = KeyGuarded()

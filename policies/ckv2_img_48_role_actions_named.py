from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.documents import wildcards
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import role_statements
from uploader_policies.uploader import Uploader


class RoleActionsNamed(UploaderPolicy):
    ID = "CKV2_IMG_48"
    NAME = "Roles name every action that they allow"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    CONTROLS = (
        "FSBP KMS.2",
        "CIS 1.15",
    )
    GUIDELINE = (
        "A wildcard also allows actions that AWS adds later. Write each action in full, and use no NotAction."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for one in role_statements(resource, uploader):
            if one.allows:
                for action in wildcards(one.actions):
                    yield f"{one} allows {action}."
                if one.negations:
                    yield f"{one} allows everything except what it names ({', '.join(one.negations)})."


check = RoleActionsNamed()

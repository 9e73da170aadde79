from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import role_statements
from uploader_policies.uploader import Uploader

SERVICE = re.compile(r"(dynamodb|s3|secretsmanager|sqs)\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")


class RoleKeysByService(UploaderPolicy):
    ID = "CKV2_IMG_54"
    NAME = "Roles use KMS keys only through an AWS service"
    SEVERITY = "MEDIUM"
    CATEGORY = "IAM"
    KIND = "aws_iam_role"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP KMS.2",)
    GUIDELINE = (
        "Without kms:ViaService, a role can decrypt any data that it obtains. Limit every kms: action to a "
        "key's ARN and to kms:ViaService."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for one in role_statements(resource, uploader):
            keys = [action for action in one.actions if action.lower().startswith("kms:")]
            services = one.values("kms:ViaService", "StringEquals")
            if one.allows and keys and not (services and all(map(SERVICE.fullmatch, services))):
                yield f"{one} allows the key's use without kms:ViaService."


check = RoleKeysByService()

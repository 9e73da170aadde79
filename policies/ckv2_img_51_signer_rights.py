from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import SECRET
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights, roles
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, environment, variable


class SignerRights(UploaderPolicy):
    ID = "CKV2_IMG_51"
    NAME = "The function that signs URLs may only write uploads and read the secret"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A presigned URL has the rights of its signer: if the signer may read or delete, it can sign URLs "
        "that read or delete. Allow s3:PutObject under uploads/, reading the secret in AUTH_SECRET_ID, and "
        "its own logs. Give this role no other policy."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return "AUTH_SECRET_ID" in environment(resource) and "METADATA_TABLE" not in environment(resource)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: it cannot be checked."
        secret = name_in(SECRET, variable(resource, "AUTH_SECRET_ID"))
        uploads = f"{variable(resource, 'UPLOADS_BUCKET')}/{UPLOADS_PREFIX}*"
        for right in rights(resource, uploader):
            match right.action:
                case "s3:PutObject" if right.resource.endswith(f":::{uploads}"):
                    continue
                case "secretsmanager:GetSecretValue" if name_in(SECRET, right.resource) == secret:
                    continue
                case "kms:GenerateDataKey" | "kms:Decrypt":
                    continue
            yield f"The function's role allows {right}."


check = SignerRights()

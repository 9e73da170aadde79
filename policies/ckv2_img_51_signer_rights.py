from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.links import SECRET
from uploader_policies.names import named
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights, roles
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, environment, variable


class SignerRights(UploaderPolicy):
    ID = "CKV2_IMG_51"
    NAME = "The function that signs URLs may write uploads, read the secret, and nothing else"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "A presigned URL can do what its signer may do: a signer that may read or delete makes "
        "URLs that read or delete. Allow s3:PutObject under uploads/, the reading of the "
        "one secret in AUTH_SECRET_ID, and its own logs; no further policy belongs on this role."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return "AUTH_SECRET_ID" in environment(resource) and "METADATA_TABLE" not in environment(resource)

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: nobody can judge it."
        secret = named(SECRET, variable(resource, "AUTH_SECRET_ID"))
        uploads = f"{variable(resource, 'UPLOADS_BUCKET')}/{UPLOADS_PREFIX}*"
        for right in rights(resource, uploader):
            match right.action:
                case "s3:PutObject" if right.resource.endswith(f":::{uploads}"):
                    continue
                case "secretsmanager:GetSecretValue" if named(SECRET, right.resource) == secret:
                    continue
                case "kms:GenerateDataKey" | "kms:Decrypt":
                    continue
            yield f"The function may do {right}."


check = SignerRights()

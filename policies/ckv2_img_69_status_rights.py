from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import SECRET
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights, roles
from uploader_policies.uploader import THUMBNAILS_PREFIX, Uploader, environment, variable


class StatusRights(UploaderPolicy):
    ID = "CKV2_IMG_69"
    NAME = "The status function may only read single items, thumbnails and the secret"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "The function answers every caller that has the secret. With more rights it could show other users' "
        "data, or sign URLs of uploads that were not scanned. Allow dynamodb:GetItem on the table, reading "
        "the secret in AUTH_SECRET_ID, s3:GetObject under thumbnails/ if it signs thumbnail URLs, and its "
        "own logs."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return {"AUTH_SECRET_ID", "METADATA_TABLE"} <= environment(resource).keys()

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: it cannot be checked."
        secret = name_in(SECRET, variable(resource, "AUTH_SECRET_ID"))
        table = f":table/{variable(resource, 'METADATA_TABLE')}"
        thumbnails = f":::{variable(resource, 'UPLOADS_BUCKET')}/{THUMBNAILS_PREFIX}*"
        signs = variable(resource, "THUMBNAIL_URL_SECONDS") not in ("", "0")
        for right in rights(resource, uploader):
            match right.action:
                case "dynamodb:GetItem" if right.resource.endswith(table):
                    continue
                case "s3:GetObject" if signs and right.resource.endswith(thumbnails):
                    continue
                case "secretsmanager:GetSecretValue" if name_in(SECRET, right.resource) == secret:
                    continue
                case "kms:Decrypt":
                    continue
            yield f"The function's role allows {right}."


check = StatusRights()

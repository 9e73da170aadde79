from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.links import SECRET
from uploader_policies.names import named
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import rights, roles
from uploader_policies.uploader import THUMBNAILS_PREFIX, Uploader, environment, variable


class StatusRights(UploaderPolicy):
    ID = "CKV2_IMG_69"
    NAME = "The function that tells an upload's status may read single items and thumbnails, and nothing else"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "It answers whoever knows the secret: with more rights it would tell of all users, or sign URLs of "
        "uploads that nobody scanned. Allow dynamodb:GetItem on the one table, the reading of the one secret "
        "in AUTH_SECRET_ID, s3:GetObject under thumbnails/ where it signs thumbnails' URLs, and its own logs."
    )

    def concerns(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return {"AUTH_SECRET_ID", "METADATA_TABLE"} <= environment(resource).keys()

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: nobody can judge it."
        secret = named(SECRET, variable(resource, "AUTH_SECRET_ID"))
        table = f":table/{variable(resource, 'METADATA_TABLE')}"
        thumbnails = f":::{variable(resource, 'UPLOADS_BUCKET')}/{THUMBNAILS_PREFIX}*"
        signs = variable(resource, "THUMBNAIL_URL_SECONDS") not in ("", "0")
        for right in rights(resource, uploader):
            match right.action:
                case "dynamodb:GetItem" if right.resource.endswith(table):
                    continue
                case "s3:GetObject" if signs and right.resource.endswith(thumbnails):
                    continue
                case "secretsmanager:GetSecretValue" if named(SECRET, right.resource) == secret:
                    continue
                case "kms:Decrypt":
                    continue
            yield f"The function may do {right}."


check = StatusRights()

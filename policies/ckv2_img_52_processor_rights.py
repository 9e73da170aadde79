from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.names import name_in
from uploader_policies.policy import UploaderPolicy
from uploader_policies.queues import ON_FAILURE
from uploader_policies.rights import Right, accounts, rights, roles
from uploader_policies.scanners import scanner_of
from uploader_policies.uploader import THUMBNAILS_PREFIX, UPLOADS_PREFIX, Uploader, environment, variable

READING = {"s3:GetObject", "s3:GetObjectVersion"}
SCANNED = {"s3:DeleteObjectVersion", "s3:GetObjectTagging", "s3:GetObjectVersionTagging"}
WRITING = {"s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject"}
PENDING_INDEX = "pending"
ITEMS = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"}


def _lists_own_prefixes(right: Right, bucket: str) -> bool:
    prefixes = right.statement.values("s3:prefix", "StringEquals", "StringLike")
    return (
        right.resource.endswith(f":::{bucket}")
        and bool(prefixes)
        and all(one.startswith((UPLOADS_PREFIX, THUMBNAILS_PREFIX)) for one in prefixes)
    )


def _is_own_queue(arn: str, function: Resource, uploader: Uploader) -> bool:
    """Return whether `arn` is the function's dead-letter queue, in the uploader's account."""
    queues = uploader.targets(function, "dead_letter_config.target_arn")
    for configuration in uploader.sources(
        function, "aws_lambda_function_event_invoke_config", "function_name"
    ):
        queues = [*queues, *uploader.targets(configuration, ON_FAILURE)]
    name = name_in("aws_sqs_queue", arn)
    ours = set(arn.split(":")[4:5]) <= accounts(uploader)
    return ours and any(queue.text("name") == name for queue in queues)


class ProcessorRights(UploaderPolicy):
    ID = "CKV2_IMG_52"
    NAME = "The processing function may only read uploads and write thumbnails and items"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    GUIDELINE = (
        "The function opens untrusted files, and malicious code in a file would get its rights. Allow "
        "reading versions under uploads/ (with a scanner also reading their tags and deleting infected "
        "versions), writing under thumbnails/, items of one table, its index of pending items, the "
        "dead-letter queue, and its own logs."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return "THUMBNAILS_PREFIX" in environment(resource)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if not roles(resource, uploader):
            yield "The function's role is not in this configuration: it cannot be checked."
        bucket, table = variable(resource, "UPLOADS_BUCKET"), variable(resource, "METADATA_TABLE")
        scanned = scanner_of(resource) is not None
        allowed = {
            f":::{bucket}/{UPLOADS_PREFIX}*": READING | (SCANNED if scanned else set()),
            f":::{bucket}/{THUMBNAILS_PREFIX}*": WRITING,
            f":table/{table}": ITEMS,
            f":table/{table}/index/{PENDING_INDEX}": {"dynamodb:Query"},
        }
        for right in rights(resource, uploader):
            if any(
                right.resource.endswith(end) and right.action in actions for end, actions in allowed.items()
            ):
                continue
            match right.action:
                case "s3:ListBucketVersions" | "s3:ListBucket" if _lists_own_prefixes(right, bucket):
                    continue
                case "sqs:SendMessage" if _is_own_queue(right.resource, resource, uploader):
                    continue
                case "kms:Decrypt" | "kms:GenerateDataKey":
                    continue
            yield f"The function's role allows {right}."


check = ProcessorRights()

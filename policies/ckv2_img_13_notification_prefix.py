"""Notifications are for uploads: a thumbnail starts nothing."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader


class NotificationPrefix(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_13"
    NAME = "Notifications are for uploads: a thumbnail starts nothing"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "A thumbnail that starts the function again makes a thumbnail of itself, without end and "
        "at your cost. Give every notification of the bucket the filter_prefix uploads/."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        for notification in uploader.sources(resource, "aws_s3_bucket_notification", "bucket"):
            for target in ("lambda_function", "queue", "topic"):
                for block in notification.blocks(target):
                    if not block.text("filter_prefix").startswith(UPLOADS_PREFIX):
                        yield f"{notification.address} notifies a {target} of more than {UPLOADS_PREFIX}."


check = NotificationPrefix()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.estate import Resource
from uploader_policies.rights import may_read
from uploader_policies.scanners import scanner_of, scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, variable


def _brings_results(target: Resource, function: Resource, uploader: Uploader) -> bool:
    """Tell whether the target's rule matches nothing but the results of the function's scanner."""
    scanner = scanner_of(function)
    results = scanner.results if scanner else None
    rules = uploader.targets(target, "rule")
    return (
        results is not None
        and bool(rules)
        and all(results.are_meant(rule.document("event_pattern")) for rule in rules)
    )


class NotificationPrefix(UploadsBucketPolicy):
    ID = "CKV2_IMG_13"
    NAME = "Notifications are for uploads alone, and with a scanner for its scan: a thumbnail starts nothing"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "A thumbnail that starts the function again makes a thumbnail of itself, without end and "
        "at your cost; a file that starts it before the scan is opened whatever it holds. Give every "
        "notification of the bucket the filter_prefix uploads/; with a scanner none names a function. "
        "Let no rule of EventBridge start a function that may open uploads, but for its scanner's results."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        functions = uploader.sources(resource, "aws_lambda_function", "environment.variables.UPLOADS_BUCKET")
        scanned = bool(scanners_of(functions))
        for function in functions:
            for target in uploader.sources(function, "aws_cloudwatch_event_target", "arn"):
                if _brings_results(target, function, uploader):
                    continue
                if may_read(function, variable(function, "UPLOADS_BUCKET"), uploader):
                    yield f"{target.address} starts {function.address}, which opens files, by EventBridge."
        for notification in uploader.sources(resource, "aws_s3_bucket_notification", "bucket"):
            if scanned and notification.has_block("lambda_function"):
                yield f"{notification.address} starts a function before the scan."
            for target in ("lambda_function", "queue", "topic"):
                for block in notification.blocks(target):
                    if not block.text("filter_prefix").startswith(UPLOADS_PREFIX):
                        yield f"{notification.address} notifies a {target} of more than {UPLOADS_PREFIX}."


check = NotificationPrefix()

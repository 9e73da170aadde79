from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.buckets import UploadsBucketPolicy
from uploader_policies.configuration import Resource
from uploader_policies.rights import may_read
from uploader_policies.scanners import scanner_of, scanners_of
from uploader_policies.uploader import UPLOADS_PREFIX, Uploader, variable


def _delivers_scan_results(target: Resource, function: Resource, uploader: Uploader) -> bool:
    """Return whether the target's rule matches only the results of the function's scanner."""
    scanner = scanner_of(function)
    results = scanner.results if scanner else None
    rules = uploader.targets(target, "rule")
    return (
        results is not None
        and bool(rules)
        and all(results.matched_by(rule.document("event_pattern")) for rule in rules)
    )


class NotificationPrefix(UploadsBucketPolicy):
    ID = "CKV2_IMG_13"
    NAME = "Only uploads trigger notifications, and with a scanner only its results start the function"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_s3_bucket"
    PROMISE = "no-recursion"
    GUIDELINE = (
        "If thumbnails start the function, it makes thumbnails of thumbnails in an endless loop, at your "
        "cost. If a file starts it before the scan, it opens a file that may be infected. Give every "
        "notification of the bucket the filter_prefix uploads/. With a scanner, no notification may name a "
        "function, and only EventBridge rules for the scanner's results may start a function that may read "
        "uploads."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        functions = uploader.sources(resource, "aws_lambda_function", "environment.variables.UPLOADS_BUCKET")
        scanned = bool(scanners_of(functions))
        for function in functions:
            for target in uploader.sources(function, "aws_cloudwatch_event_target", "arn"):
                if _delivers_scan_results(target, function, uploader):
                    continue
                if may_read(function, variable(function, "UPLOADS_BUCKET"), uploader):
                    yield f"{target.address} starts {function.address}, which may read uploads."
        for notification in uploader.sources(resource, "aws_s3_bucket_notification", "bucket"):
            if scanned and notification.has_block("lambda_function"):
                yield f"{notification.address} starts a function before the scan."
            for kind in ("lambda_function", "queue", "topic"):
                for block in notification.blocks(kind):
                    if not block.text("filter_prefix").startswith(UPLOADS_PREFIX):
                        yield f"A {kind} of {notification.address} has no filter_prefix {UPLOADS_PREFIX}."


check = NotificationPrefix()

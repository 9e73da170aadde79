from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

FIELDS = (
    "$context.requestId",
    "$context.identity.sourceIp",
    "$context.httpMethod",
    "$context.resourcePath",
    "$context.status",
)


class ApiAccessLogs(UploaderPolicy):
    ID = "CKV2_IMG_34"
    NAME = "The API's stages log who asked for what, and how it ended"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "api-logs"
    GUIDELINE = (
        "Keep access_log_settings with a destination and a format that has at least request id, "
        "caller's address, method, path and status (enable_access_logs = true)."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        destination = "access_log_settings.destination_arn"
        settings = resource.block("access_log_settings")
        if not uploader.targets(resource, destination):
            yield "access_log_settings.destination_arn names no log group of this configuration."
        text = str(settings.get("format") or "")
        for field in FIELDS:
            if field not in text:
                yield f"The format of access_log_settings lacks {field}."


check = ApiAccessLogs()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
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
    NAME = "The API's stages write access logs with caller, method, path and status"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "api-logs"
    GUIDELINE = (
        "Keep access_log_settings with a destination and a format. The format needs at least the request id, "
        "the caller's address, the method, the path and the status (enable_access_logs = true)."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        destination = "access_log_settings.destination_arn"
        settings = resource.block("access_log_settings")
        if not uploader.targets(resource, destination):
            yield "access_log_settings.destination_arn names no log group of this configuration."
        text = str(settings.get("format") or "")
        for field in FIELDS:
            if field not in text:
                yield f"The format of access_log_settings lacks {field}."


check = ApiAccessLogs()

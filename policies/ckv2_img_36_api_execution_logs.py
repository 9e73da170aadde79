from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader


class ApiExecutionLogs(UploaderPolicy):
    ID = "CKV2_IMG_36"
    NAME = "The API's stages log errors, and never whole requests"
    SEVERITY = "HIGH"
    CATEGORY = "LOGGING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "api-logs"
    CONTROLS = ("FSBP APIGateway.1",)
    GUIDELINE = (
        "Data tracing writes every header to a log, the secret included. Keep data_trace_enabled false and "
        "logging_level at ERROR or INFO. Create the log group API-Gateway-Execution-Logs_ID/STAGE, because "
        "API Gateway's own log group keeps events for ever."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        apis = uploader.targets(resource, "rest_api_id")
        if not any(uploader.sources(api, "aws_cloudwatch_log_group", "name") for api in apis):
            yield "No aws_cloudwatch_log_group is for API Gateway's execution logs."
        found = stage_settings(resource, uploader)
        if not any(one.text("method_path") == "*/*" for one in found):
            yield "No aws_api_gateway_method_settings is for */*."
        for settings in found:
            block = settings.block("settings")
            if block.flag("data_trace_enabled"):
                yield f"data_trace_enabled of {settings.address} is true."
            # Settings of a single method may leave logging_level out: those of */* apply then.
            is_set = settings.text("method_path") == "*/*" or settings.is_set("settings.logging_level")
            if is_set and block.text("logging_level") not in ("ERROR", "INFO"):
                yield f"logging_level of {settings.address} is neither ERROR nor INFO."


check = ApiExecutionLogs()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader


class ApiExecutionLogs(UploaderPolicy):
    ID = "CKV2_IMG_36"
    NAME = "The API's stages log their errors, and never a request"
    SEVERITY = "HIGH"
    CATEGORY = "LOGGING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "api-logs"
    CONTROLS = ("FSBP APIGateway.1",)
    GUIDELINE = (
        "Data tracing writes every header, the secret among them, to a log. Keep "
        "data_trace_enabled false and logging_level at ERROR or INFO, and make the log group "
        "API-Gateway-Execution-Logs_ID/STAGE: API Gateway's own would keep everything for ever."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        apis = uploader.targets(resource, "rest_api_id")
        if not any(uploader.sources(api, "aws_cloudwatch_log_group", "name") for api in apis):
            yield "No aws_cloudwatch_log_group keeps what API Gateway itself writes."
        found = stage_settings(resource, uploader)
        if not any(one.text("method_path") == "*/*" for one in found):
            yield "No aws_api_gateway_method_settings is for */*."
        for settings in found:
            block = settings.block("settings")
            if block.flag("data_trace_enabled"):
                yield f"{settings.address} traces data."
            # For one method alone it may be left out: what is set for */* holds then.
            is_set = settings.text("method_path") == "*/*" or settings.is_set("settings.logging_level")
            if is_set and block.text("logging_level") not in ("ERROR", "INFO"):
                yield f"{settings.address} logs no errors."


check = ApiExecutionLogs()

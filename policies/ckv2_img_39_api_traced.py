from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy


class ApiTraced(UploaderPolicy):
    ID = "CKV2_IMG_39"
    NAME = "The API's stages are traced"
    SEVERITY = "LOW"
    CATEGORY = "LOGGING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "logs"
    CONTROLS = ("FSBP APIGateway.3",)
    GUIDELINE = "A trace shows which step of a request is slow or fails. Keep xray_tracing_enabled true."

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if not resource.flag("xray_tracing_enabled"):
            yield "xray_tracing_enabled is not true."


check = ApiTraced()

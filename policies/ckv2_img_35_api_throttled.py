from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader

MOST = {"throttling_rate_limit": 10_000, "throttling_burst_limit": 5_000}


class ApiThrottled(UploaderPolicy):
    ID = "CKV2_IMG_35"
    NAME = "The API's stages are throttled"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "throttling"
    GUIDELINE = (
        "A stage without limits of its own takes the account's, 10000 requests a second, away "
        "from all other APIs. Keep aws_api_gateway_method_settings for */* with a rate and a "
        "burst limit (throttling), and none that lifts them."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = stage_settings(resource, uploader)
        if not any(one.text("method_path") == "*/*" for one in found):
            yield "No aws_api_gateway_method_settings is for */*."
        for settings in found:
            for limit, most in MOST.items():
                value = settings.block("settings").number(limit)
                if value is None or not 0 < value <= most:
                    yield f"{settings.address} sets no {limit} up to {most}."


check = ApiThrottled()

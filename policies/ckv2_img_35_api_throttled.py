from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader

# API Gateway's default limits for an account and region: requests per second, and requests at once.
MAXIMUM = {"throttling_rate_limit": 10_000, "throttling_burst_limit": 5_000}


class ApiThrottled(UploaderPolicy):
    ID = "CKV2_IMG_35"
    NAME = "The API's stages are throttled"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "throttling"
    GUIDELINE = (
        "A stage without its own limits can use up the account's limit of 10,000 requests a second, which "
        "all APIs share. Keep aws_api_gateway_method_settings for */* with a rate and a burst limit "
        "(throttling), and no other settings without limits."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        found = stage_settings(resource, uploader)
        if not any(one.text("method_path") == "*/*" for one in found):
            yield "No aws_api_gateway_method_settings is for */*."
        for settings in found:
            for limit, most in MAXIMUM.items():
                value = settings.block("settings").number(limit)
                if value is None or not 0 < value <= most:
                    yield f"{limit} of {settings.address} is not between 1 and {most}."


check = ApiThrottled()

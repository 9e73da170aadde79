from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader


class ApiNotCached(UploaderPolicy):
    ID = "CKV2_IMG_38"
    NAME = "The API's responses are never cached"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_api_gateway_stage"
    PROMISE = "no-caching"
    CONTROLS = ("FSBP APIGateway.5",)
    GUIDELINE = (
        "A cached response gives one user's upload URL to the next user. Keep cache_cluster_enabled and "
        "caching_enabled false."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.flag("cache_cluster_enabled"):
            yield "cache_cluster_enabled is true."
        for settings in stage_settings(resource, uploader):
            # If caching_enabled is not set, AWS uses false, and the plan has it as unknown.
            switch = "settings.caching_enabled"
            if settings.is_set(switch) and settings.block("settings").flag("caching_enabled"):
                yield f"caching_enabled of {settings.address} is true."


check = ApiNotCached()

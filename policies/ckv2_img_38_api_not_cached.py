from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.stages import stage_settings
from uploader_policies.uploader import Uploader


class ApiNotCached(UploaderPolicy):
    ID = "CKV2_IMG_38"
    NAME = "The API's answers are never cached"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_api_gateway_stage"
    PROMISE = "no-caching"
    CONTROLS = ("FSBP APIGateway.5",)
    GUIDELINE = (
        "A cached answer hands one user's upload URL to the next. Keep cache_cluster_enabled and "
        "caching_enabled false."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if resource.flag("cache_cluster_enabled"):
            yield "cache_cluster_enabled is true."
        for settings in stage_settings(resource, uploader):
            switch = "settings.caching_enabled"  # AWS's answer is false, which a plan does not know
            if settings.is_set(switch) and settings.block("settings").flag("caching_enabled"):
                yield f"{settings.address} caches answers."


check = ApiNotCached()

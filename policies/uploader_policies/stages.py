"""A stage of an API and what is set for its methods."""

from __future__ import annotations

from uploader_policies.estate import Resource
from uploader_policies.uploader import Uploader


def stage_settings(stage: Resource, uploader: Uploader) -> list[Resource]:
    """Return the aws_api_gateway_method_settings of a stage, not of another API's. Raises NotKnownError."""
    apis = uploader.targets(stage, "rest_api_id")
    return [
        settings
        for settings in uploader.sources(stage, "aws_api_gateway_method_settings", "stage_name")
        if uploader.targets(settings, "rest_api_id") in (apis, [])  # an id that is written out may be its own
    ]

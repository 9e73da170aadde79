"""Stages of a REST API and their method settings."""

from __future__ import annotations

from uploader_policies.configuration import Resource
from uploader_policies.uploader import Uploader


def stage_settings(stage: Resource, uploader: Uploader) -> list[Resource]:
    """Return the aws_api_gateway_method_settings of a stage. Raises NotKnownError.

    Stages of several APIs may have the same name, so the API is compared too.
    """
    apis = uploader.targets(stage, "rest_api_id")
    return [
        settings
        for settings in uploader.sources(stage, "aws_api_gateway_method_settings", "stage_name")
        # An id that is a literal leads to no API. It may be the stage's.
        if uploader.targets(settings, "rest_api_id") in (apis, [])
    ]

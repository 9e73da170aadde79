from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import AUTH_HEADER, Uploader


class WebAclLogs(UploaderPolicy):
    ID = "CKV2_IMG_32"
    NAME = "The web ACL logs every request, without the auth header"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf-logs"
    GUIDELINE = (
        "Logs tell an attack from a mistake. If they contain the auth header, everyone who reads logs can "
        "upload. Keep aws_wafv2_web_acl_logging_configuration with redacted_fields for "
        "x-api-gateway-img-upload-auth and no filter that drops requests."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        configurations = uploader.sources(resource, "aws_wafv2_web_acl_logging_configuration", "resource_arn")
        if not configurations:
            yield "The web ACL has no aws_wafv2_web_acl_logging_configuration."
        for configuration in configurations:
            if not uploader.targets(configuration, "log_destination_configs"):
                yield f"{configuration.address} names no log group of this configuration."
            redacted = {
                field.block("single_header").text("name").lower()
                for field in configuration.blocks("redacted_fields")
            }
            if AUTH_HEADER not in redacted:
                yield f"{configuration.address} does not redact the auth header."
            for filters in configuration.blocks("logging_filter"):
                dropped = [one.text("behavior") for one in filters.blocks("filter")]
                if "DROP" in [filters.text("default_behavior"), *dropped]:
                    yield f"{configuration.address} drops some requests."


check = WebAclLogs()

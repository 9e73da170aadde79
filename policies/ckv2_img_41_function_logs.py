from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.rights import log_group_name
from uploader_policies.uploader import Uploader


class FunctionLogs(UploaderPolicy):
    ID = "CKV2_IMG_41"
    NAME = "Functions write to a log group of this configuration"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_lambda_function"
    PROMISE = "logs"
    GUIDELINE = (
        "A log group that Lambda creates keeps events for ever. Create an aws_cloudwatch_log_group with a "
        "retention and name it in logging_config."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        if uploader.targets(resource, "logging_config.log_group"):
            return
        name = log_group_name(resource, uploader)
        groups = uploader.configuration.all("aws_cloudwatch_log_group")
        if any(group.raw("name") == name for group in groups):
            return
        # `text` raises NotKnownError for a group whose name is not known: it may be the function's.
        if not any(group.text("name") == name for group in groups):
            yield "The function has no aws_cloudwatch_log_group in this configuration."


check = FunctionLogs()

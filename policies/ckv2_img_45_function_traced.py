from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy


class FunctionTraced(UploaderPolicy):
    ID = "CKV2_IMG_45"
    NAME = "Functions are traced"
    SEVERITY = "LOW"
    CATEGORY = "LOGGING"
    KIND = "aws_lambda_function"
    PROMISE = "logs"
    GUIDELINE = (
        "A trace shows which step of an upload is slow or fails, from the API to the table. Keep "
        "tracing_config at Active."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if resource.block("tracing_config").text("mode") != "Active":
            yield "The mode of tracing_config is not Active."


check = FunctionTraced()

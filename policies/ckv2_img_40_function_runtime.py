from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy

SUPPORTED = ("python3.12", "python3.13", "python3.14")


class FunctionRuntime(UploaderPolicy):
    ID = "CKV2_IMG_40"
    NAME = "Functions run on a runtime that AWS supports"
    SEVERITY = "HIGH"
    CATEGORY = "GENERAL_SECURITY"
    KIND = "aws_lambda_function"
    PROMISE = "supported-runtime"
    CONTROLS = ("FSBP Lambda.2",)
    GUIDELINE = (
        "A runtime that AWS no longer supports gets no security patches, and later AWS rejects updates of "
        "the function. Keep the module's runtime. To change it, build the packages for the new one."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        if (runtime := resource.text("runtime")) not in SUPPORTED:
            yield f"The runtime is {runtime or 'not set'}."


check = FunctionRuntime()

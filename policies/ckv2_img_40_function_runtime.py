from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
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
        "An old runtime gets no security patches, and one day AWS refuses to update the function. Keep "
        "the module's runtime; to change it, build the packages for the new one."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        if (runtime := resource.text("runtime")) not in SUPPORTED:
            yield f"The runtime is {runtime or 'not set'}."


check = FunctionRuntime()

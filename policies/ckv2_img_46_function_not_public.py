"""Functions have no URL that is open to everyone."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class FunctionNotPublic(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_46"
    NAME = "Functions have no URL that is open to everyone"
    SEVERITY = "CRITICAL"
    CATEGORY = "NETWORKING"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A function URL without IAM goes around the API, its web ACL and its throttling. Add no "
        "aws_lambda_function_url, or one with authorization_type AWS_IAM."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        """Yield what is wrong."""
        for url in uploader.sources(resource, "aws_lambda_function_url", "function_name"):
            if url.text("authorization_type") != "AWS_IAM":
                yield f"{url.address} is open to everyone."


check = FunctionNotPublic()

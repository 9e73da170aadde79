"""Only this API, this bucket and this topic may call the functions."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.documents import wildcards
from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.values import Unknown


class PermissionSourceArn(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_55"
    NAME = "Only this API, this bucket and this topic may call the functions"
    SEVERITY = "HIGH"
    CATEGORY = "IAM"
    KIND = "aws_lambda_permission"
    PROMISE = "invoke-permissions"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "Without source_arn the service may call the function on behalf of anybody's API, bucket "
        "or topic. Give every aws_lambda_permission a service as principal, lambda:InvokeFunction "
        "as action and the full source_arn."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        if resource.text("action") != "lambda:InvokeFunction":
            yield "action is not lambda:InvokeFunction."
        principal = resource.text("principal")
        if not principal.endswith(".amazonaws.com"):
            yield f"The principal is {principal}."
        if resource.text("function_url_auth_type") == "NONE":
            yield "function_url_auth_type is NONE."
        arn = resource.raw("source_arn")
        if isinstance(arn, Unknown) and resource.refers("source_arn"):
            return  # the ARN of something that this very apply makes
        parts = resource.text("source_arn").split(":", 5)
        if len(parts) < 6 or wildcards(parts[:5]) or wildcards([parts[5].split("/")[0]]):
            yield f"source_arn is {arn or 'not set'}."


check = PermissionSourceArn()

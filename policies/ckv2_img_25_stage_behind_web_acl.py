from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class StageBehindWebAcl(UploaderPolicy):
    ID = "CKV2_IMG_25"
    NAME = "Every stage of the API is behind a web ACL"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_stage"
    PROMISE = "waf"
    CONTROLS = ("FSBP APIGateway.4",)
    GUIDELINE = (
        "Without a web ACL, every request reaches the function, and you pay for each. Keep an "
        "aws_wafv2_web_acl_association between the stage and a web ACL of this configuration (enable_waf = "
        "true)."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        associations = uploader.sources(resource, "aws_wafv2_web_acl_association", "resource_arn")
        if not associations:
            yield "No aws_wafv2_web_acl_association names the stage."
        for association in associations:
            if not uploader.targets(association, "web_acl_arn"):
                yield f"{association.address} names no web ACL of this configuration: it cannot be checked."


check = StageBehindWebAcl()

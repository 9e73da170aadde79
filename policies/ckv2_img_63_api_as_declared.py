from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

PARTS = ("aws_api_gateway_stage", "aws_api_gateway_method", "aws_api_gateway_integration")


class ApiAsDeclared(UploaderPolicy):
    ID = "CKV2_IMG_63"
    NAME = "All methods and stages of the API are resources of their own"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_rest_api"
    PROMISE = "waf"
    GUIDELINE = (
        "A stage that a deployment creates has no web ACL, no throttling and no log. Methods in an OpenAPI "
        "body have no validator that a policy can check. Do not set stage_name of aws_api_gateway_deployment "
        "or body of aws_api_gateway_rest_api. Write stages and methods as resources."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for part in PARTS:
            # Raises NotKnownError if a part of another API may be of this one.
            uploader.sources(resource, part, "rest_api_id")
        if resource.is_set("body"):
            yield "body creates methods that are not Terraform resources."
        for put in uploader.sources(resource, "aws_api_gateway_rest_api_put", "rest_api_id"):
            yield f"{put.address} creates methods that are not Terraform resources."
        for deployment in uploader.sources(resource, "aws_api_gateway_deployment", "rest_api_id"):
            if deployment.is_set("stage_name"):
                yield f"stage_name of {deployment.address} creates a stage."


check = ApiAsDeclared()

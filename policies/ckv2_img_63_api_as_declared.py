from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

PARTS = ("aws_api_gateway_stage", "aws_api_gateway_method", "aws_api_gateway_integration")


class ApiAsDeclared(UploaderPolicy):
    ID = "CKV2_IMG_63"
    NAME = "The API is made of its resources alone, and has no stage but those"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_rest_api"
    PROMISE = "waf"
    GUIDELINE = (
        "A stage that a deployment makes has no web ACL, no throttling and no log; methods in an OpenAPI "
        "body have no validator that a policy sees. Leave stage_name of aws_api_gateway_deployment and "
        "body of aws_api_gateway_rest_api out, and write stages and methods as resources."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for part in PARTS:
            uploader.sources(
                resource, part, "rest_api_id"
            )  # where one may be of this API, nobody can judge it
        if resource.is_set("body"):
            yield "body makes methods that are no resources."
        for put in uploader.sources(resource, "aws_api_gateway_rest_api_put", "rest_api_id"):
            yield f"{put.address} makes methods that are no resources."
        for deployment in uploader.sources(resource, "aws_api_gateway_deployment", "rest_api_id"):
            if deployment.is_set("stage_name"):
                yield f"{deployment.address} makes a stage of its own."


check = ApiAsDeclared()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

HTTP_APIS = (("aws_apigatewayv2_integration", "integration_uri"), ("aws_apigatewayv2_api", "target"))


class FunctionNotPublic(UploaderPolicy):
    ID = "CKV2_IMG_46"
    NAME = "Functions cannot be called past the API"
    SEVERITY = "CRITICAL"
    CATEGORY = "NETWORKING"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A function URL without IAM and an HTTP API bypass the REST API, its web ACL and its throttling. An "
        "HTTP API cannot have a web ACL. Add no aws_lambda_function_url unless its authorization_type is "
        "AWS_IAM, and no aws_apigatewayv2_integration or aws_apigatewayv2_api for the functions."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for url in uploader.sources(resource, "aws_lambda_function_url", "function_name"):
            if url.text("authorization_type") != "AWS_IAM":
                yield f"authorization_type of {url.address} is not AWS_IAM: anyone can call the function."
        for kind, path in HTTP_APIS:
            for other in uploader.sources(resource, kind, path):
                yield f"{other.address} calls the function from an HTTP API, which cannot have a web ACL."
        for other in uploader.sources(resource, "aws_api_gateway_integration", "uri"):
            if not uploader.targets(other, "rest_api_id"):
                yield f"{other.address} calls the function from an API that is not in this configuration."


check = FunctionNotPublic()

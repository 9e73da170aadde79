from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader

HTTP_APIS = (("aws_apigatewayv2_integration", "integration_uri"), ("aws_apigatewayv2_api", "target"))


class FunctionNotPublic(UploaderPolicy):
    ID = "CKV2_IMG_46"
    NAME = "Functions have no address that goes around the API"
    SEVERITY = "CRITICAL"
    CATEGORY = "NETWORKING"
    KIND = "aws_lambda_function"
    PROMISE = "least-privilege"
    CONTROLS = ("FSBP Lambda.1",)
    GUIDELINE = (
        "A function URL without IAM and an HTTP API go around the REST API, its web ACL and its throttling; "
        "an HTTP API can have no web ACL at all. Add no aws_lambda_function_url, or one with "
        "authorization_type AWS_IAM, and let no "
        "aws_apigatewayv2_integration or aws_apigatewayv2_api name the functions."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        for url in uploader.sources(resource, "aws_lambda_function_url", "function_name"):
            if url.text("authorization_type") != "AWS_IAM":
                yield f"{url.address} is open to everyone."
        for kind, path in HTTP_APIS:
            for other in uploader.sources(resource, kind, path):
                yield f"{other.address} calls it by an API that can have no web ACL."
        for other in uploader.sources(resource, "aws_api_gateway_integration", "uri"):
            if not uploader.targets(other, "rest_api_id"):
                yield f"{other.address} calls it by an API that is not here."


check = FunctionNotPublic()

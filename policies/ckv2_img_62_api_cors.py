from __future__ import annotations

import re
from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.origins import is_safe
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader, environment, variable
from uploader_policies.values import Block

ORIGINS = "CORS_ALLOWED_ORIGINS"
HEADER = "gatewayresponse.header.Access-Control-Allow-Origin"
SEVERAL = 2
CREDENTIALS = "gatewayresponse.header.Access-Control-Allow-Credentials"


class ApiCors(UploaderPolicy):
    ID = "CKV2_IMG_62"
    NAME = "The API's CORS headers allow named origins only"
    SEVERITY = "MEDIUM"
    CATEGORY = "NETWORKING"
    KIND = "aws_lambda_function"
    PROMISE = "cors"
    GUIDELINE = (
        "With a wildcard, any web page could ask for upload URLs in its visitor's name. Name the origins "
        "(cors_allowed_origins). API Gateway's own errors can name only one origin. With several origins "
        "they may allow any, without credentials, because their text is constant."
    )

    def applies_to(self, resource: Resource, uploader: Uploader) -> bool:  # noqa: ARG002
        return ORIGINS in environment(resource)

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        origins = re.findall(r"[^\s\[\]\"',]+", variable(resource, ORIGINS))
        for origin in origins:
            if not is_safe(origin):
                yield f"{ORIGINS} allows {origin}."
        for permission in uploader.sources(resource, "aws_lambda_permission", "function_name"):
            for api in uploader.targets(permission, "source_arn"):
                for answer in uploader.sources(api, "aws_api_gateway_gateway_response", "rest_api_id"):
                    parameters = Block(answer.mapping("response_parameters"), answer.address)
                    answered = parameters.text(HEADER)
                    if "*" in answered and (len(origins) < SEVERAL or answered != "'*'"):
                        yield f"{answer.address} allows any origin."
                    if parameters.text(CREDENTIALS):
                        yield f"{answer.address} allows credentials."


check = ApiCors()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class ApiValidates(UploaderPolicy):
    ID = "CKV2_IMG_37"
    NAME = "The API refuses requests without the required parameters"
    SEVERITY = "MEDIUM"
    CATEGORY = "APPLICATION_SECURITY"
    KIND = "aws_api_gateway_method"
    PROMISE = "validation"
    GUIDELINE = (
        "What API Gateway refuses costs no function call and reaches no code. Give every method a "
        "request_validator_id that validates parameters and body, and require ext of GET, and "
        "userId and filename unless they may come in base64url; of a status, userId and fileKey alike."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        validators = uploader.targets(resource, "request_validator_id")
        if not validators:
            yield "The method has no aws_api_gateway_request_validator."
        for validator in validators:
            for switch in ("validate_request_parameters", "validate_request_body"):
                if not validator.flag(switch):
                    yield f"{validator.address} has {switch} off."
        if resource.text("http_method") != "OPTIONS":
            required = resource.mapping("request_parameters")
            query = "method.request.querystring."
            asks_status = any(name.startswith(f"{query}fileKey") for name in required)
            for name in ("userId", "fileKey") if asks_status else ("userId", "filename", "ext"):
                if f"{query}{name}Base64url" in required and f"{query}{name}" in required:
                    continue  # the function asks for one of the two
                if str(required.get(f"{query}{name}")).lower() != "true":
                    yield f"The method does not require {name}."


check = ApiValidates()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader


class ApiValidates(UploaderPolicy):
    ID = "CKV2_IMG_37"
    NAME = "API Gateway rejects requests without the required parameters"
    SEVERITY = "MEDIUM"
    CATEGORY = "APPLICATION_SECURITY"
    KIND = "aws_api_gateway_method"
    PROMISE = "validation"
    GUIDELINE = (
        "A request that API Gateway rejects costs no function call and reaches no code. Give every method a "
        "request_validator_id that validates parameters and body. A GET for an upload URL must require ext, "
        "userId and filename; a GET for a status must require userId and fileKey. Names may be optional if "
        "their base64url parameters exist."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        validators = uploader.targets(resource, "request_validator_id")
        if not validators:
            yield "The method has no aws_api_gateway_request_validator."
        for validator in validators:
            for switch in ("validate_request_parameters", "validate_request_body"):
                if not validator.flag(switch):
                    yield f"{switch} of {validator.address} is not true."
        if resource.text("http_method") != "OPTIONS":
            required = resource.mapping("request_parameters")
            query = "method.request.querystring."
            asks_status = any(name.startswith(f"{query}fileKey") for name in required)
            for name in ("userId", "fileKey") if asks_status else ("userId", "filename", "ext"):
                if f"{query}{name}Base64url" in required and f"{query}{name}" in required:
                    continue  # the function requires one of the two
                if str(required.get(f"{query}{name}")).lower() != "true":
                    yield f"The method does not require {name}."


check = ApiValidates()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy


class ApiDomainTls(UploaderPolicy):
    ID = "CKV2_IMG_33"
    NAME = "The API's domain name requires TLS 1.2 or later"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_api_gateway_domain_name"
    PROMISE = "tls-only"
    GUIDELINE = (
        "Every request carries the auth header, so the connection must be secure. Keep security_policy at "
        "TLS_1_2."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        policy = resource.text("security_policy")
        if not policy.startswith(("TLS_1_2", "SecurityPolicy_TLS13", "SecurityPolicy_TLS12")):
            yield f"security_policy is {policy or 'not set'}."


check = ApiDomainTls()

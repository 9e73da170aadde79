"""The web ACL lets preflights by without the auth header, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import AUTH_HEADER
from uploader_policies.web_acl import Request, lets_by, requests_without_auth


class WebAclAuthHeader(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_28"
    NAME = "The web ACL lets preflights by without the auth header, and nothing else"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "Whoever does not even carry the header must not cost you a function call; a browser's "
        "preflight cannot carry it. Keep the rule that blocks requests without x-api-gateway-img- "
        "upload-auth whose method is not exactly OPTIONS."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for request in requests_without_auth(resource):
            if lets_by(resource, request):
                yield f"It lets {request} by."
                break
        if not lets_by(resource, Request("OPTIONS")):
            yield "It blocks preflights, so that no browser can upload."
        if not lets_by(resource, Request("GET", headers={AUTH_HEADER: "a value"})):
            yield "It blocks requests with the auth header."


check = WebAclAuthHeader()

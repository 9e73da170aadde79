from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import blocks_without_auth, rules


class WebAclAuthHeader(UploaderPolicy):
    ID = "CKV2_IMG_28"
    NAME = "The web ACL blocks requests without the auth header, except CORS preflights"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "A request without the header must not cost you a function call. A browser's preflight cannot send "
        "the header. Keep the rule that blocks a request if its header x-api-gateway-img-upload-auth is "
        "missing or empty and its method is not OPTIONS, with no other condition."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        for rule in rules(resource):
            if rule.block("action").has_block("allow"):
                yield f"The rule {rule.text('name')} allows requests before the rule for the auth header."
            if blocks_without_auth(rule):
                return
        yield "No rule blocks exactly the requests without the auth header that are no preflights."


check = WebAclAuthHeader()

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.web_acl import blocks_without_auth, rules


class WebAclAuthHeader(UploaderPolicy):
    ID = "CKV2_IMG_28"
    NAME = "The web ACL lets preflights by without the auth header, and nothing else"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "Whoever does not even carry the header must not cost you a function call; a browser's "
        "preflight cannot carry it. Keep the rule that blocks requests whose header "
        "x-api-gateway-img-upload-auth is not longer than 0 and whose method is not exactly OPTIONS, "
        "with no further condition."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        for rule in rules(resource):
            if rule.block("action").has_block("allow"):
                yield f"The rule {rule.text('name')} lets by what the rule for the header may not see."
            if blocks_without_auth(rule):
                return
        yield "No rule blocks all requests without the auth header but preflights, and those alone."


check = WebAclAuthHeader()

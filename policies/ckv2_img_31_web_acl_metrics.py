from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import AUTH_HEADER
from uploader_policies.web_acl import rules

QUERY = "QUERY_STRING"


class WebAclMetrics(UploaderPolicy):
    ID = "CKV2_IMG_31"
    NAME = "The web ACL and each of its rules have metrics, and samples hide the auth secret"
    SEVERITY = "MEDIUM"
    CATEGORY = "LOGGING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "logs"
    CONTROLS = ("FSBP WAF.12",)
    GUIDELINE = (
        "Metrics are the first sign of an attack, or of a rule that blocks your own users. Sampled requests "
        "show the auth secret, because the log's redaction does not apply to them, and the names of users "
        "and files. Keep cloudwatch_metrics_enabled true in every visibility_config. Substitute the header "
        "x-api-gateway-img-upload-auth and the query string in data_protection_config, or set "
        "sampled_requests_enabled = false."
    )

    def own_problems(self, resource: Resource) -> Iterator[str]:
        hidden = _hidden(resource)
        for block in (resource, *rules(resource)):
            visibility = block.block("visibility_config")
            if not visibility.flag("cloudwatch_metrics_enabled"):
                yield f"{block.text('name')} has no metrics."
            if visibility.flag("sampled_requests_enabled"):
                for what in sorted({AUTH_HEADER, QUERY} - hidden):
                    yield f"{block.text('name')} samples requests, which show {what}."


def _hidden(web_acl: Resource) -> set[str]:
    """Return the fields that WAF substitutes without exception: names of headers, and QUERY."""
    hidden = set()
    for one in web_acl.block("data_protection_config").blocks("data_protection"):
        excepted = one.flag("exclude_rule_match_details") or one.flag("exclude_rate_based_details")
        if one.text("action") != "SUBSTITUTION" or excepted:
            continue
        field = one.block("field")
        if field.text("field_type") == "SINGLE_HEADER":
            hidden |= {name.lower() for name in field.texts("field_keys")}
        elif field.text("field_type") == QUERY:
            hidden.add(QUERY)
    return hidden


check = WebAclMetrics()

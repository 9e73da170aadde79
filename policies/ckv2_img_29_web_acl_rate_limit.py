"""The web ACL blocks addresses that ask too often."""

from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.policy import UploaderPolicy
from uploader_policies.values import Block
from uploader_policies.web_acl import rules

MOST_REQUESTS = 10_000


def _in_five_minutes(statement: Block) -> float:
    window = statement.number("evaluation_window_sec") or 300
    return (statement.number("limit") or 0) * 300 / window


class WebAclRateLimit(UploaderPolicy):
    """See NAME and GUIDELINE."""

    ID = "CKV2_IMG_29"
    NAME = "The web ACL blocks addresses that ask too often"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "Guessing the secret and running up the bill both need many requests. Keep a rule that "
        "blocks by rate for each address, for all requests alike, at 10000 or fewer in five "
        "minutes (waf.rate_limit, 1000 by default)."
    )

    def own_faults(self, resource: Resource) -> Iterator[str]:
        """Yield what is wrong."""
        for rule in rules(resource):
            statement = rule.block("statement", "rate_based_statement")
            if (
                rule.block("action").has_block("block")
                and statement.text("aggregate_key_type") == "IP"
                and not statement.has_block("scope_down_statement")
                and 0 < _in_five_minutes(statement) <= MOST_REQUESTS
            ):
                return
        yield f"No rule blocks each address at {MOST_REQUESTS} requests in five minutes or fewer."


check = WebAclRateLimit()

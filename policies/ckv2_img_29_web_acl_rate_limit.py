from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.configuration import Resource
from uploader_policies.links import IP_SET
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import Block, Unknown
from uploader_policies.web_acl import rules

MAX_REQUESTS = 10_000  # in five minutes, for each address
MAX_TRUSTED_REQUESTS = 100_000  # in five minutes: a backend calls for many users
IP_SETS = "ip_set_reference_statement"


def _blocks_all(rule: Block, statement: Block, most: int) -> bool:
    return (
        rule.block("action").has_block("block")
        and statement.text("aggregate_key_type") == "IP"
        and 0 < _in_five_minutes(statement) <= most
    )


def _counts_all_but_trusted(statement: Block, uploader: Uploader) -> bool:
    """Return whether the rule counts all requests except those from an IP set of this configuration.

    Any client can write an address into a header, so the IP set must match the address of the connection.
    """
    scope = statement.block("scope_down_statement")
    spared = scope.block("not_statement", "statement")
    if list(scope.names()) != ["not_statement"] or list(spared.names()) != [IP_SETS]:
        return False
    trusted = spared.block(IP_SETS)
    arn = trusted.raw("arn")
    if set(trusted.names()) - {"arn"}:
        return False
    # A plan does not know the ARN of an IP set that it creates. HCL has a reference.
    is_open = arn is None or isinstance(arn, Unknown) or f"{IP_SET}." in str(arn)
    return is_open or any(one.raw("arn") == arn for one in uploader.all(IP_SET))


def _in_five_minutes(statement: Block) -> float:
    window = statement.number("evaluation_window_sec") or 300
    return (statement.number("limit") or 0) * 300 / window


class WebAclRateLimit(UploaderPolicy):
    ID = "CKV2_IMG_29"
    NAME = "The web ACL limits the request rate of each address"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "Rate limit: it takes many requests to guess the secret or to cause high costs. Keep a rule that "
        "blocks each address after at most 10,000 requests of any kind in five minutes (waf.rate_limit, "
        "1,000 by default). Addresses of an IP set may have another limit, up to 100,000."
    )

    def problems(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        limits = [(rule, rule.block("statement", "rate_based_statement")) for rule in rules(resource)]
        unscoped = [one for one in limits if not one[1].has_block("scope_down_statement")]
        if any(_blocks_all(*one, MAX_REQUESTS) for one in unscoped):
            return
        but_trusted = [one for one in limits if _counts_all_but_trusted(one[1], uploader)]
        if any(_blocks_all(*one, MAX_REQUESTS) for one in but_trusted) and any(
            _blocks_all(*one, MAX_TRUSTED_REQUESTS) for one in unscoped
        ):
            return
        yield f"No rule blocks each address after at most {MAX_REQUESTS} requests in five minutes."


check = WebAclRateLimit()

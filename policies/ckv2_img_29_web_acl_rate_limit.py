from __future__ import annotations

from collections.abc import Iterator

from uploader_policies.estate import Resource
from uploader_policies.links import IP_SET
from uploader_policies.policy import UploaderPolicy
from uploader_policies.uploader import Uploader
from uploader_policies.values import Block, Unknown
from uploader_policies.web_acl import rules

MOST_REQUESTS = 10_000
MOST_OF_TRUSTED = 100_000
IP_SETS = "ip_set_reference_statement"


def _blocks_all(rule: Block, statement: Block, most: int) -> bool:
    return (
        rule.block("action").has_block("block")
        and statement.text("aggregate_key_type") == "IP"
        and 0 < _in_five_minutes(statement) <= most
    )


def _is_of_all_but_trusted(statement: Block, uploader: Uploader) -> bool:
    """Tell whether the rule counts all requests but those from an IP set of this configuration.

    Addresses that a header names are anybody's to choose, so only those of connections are trusted.
    """
    scope = statement.block("scope_down_statement")
    spared = scope.block("not_statement", "statement")
    if list(scope.names()) != ["not_statement"] or list(spared.names()) != [IP_SETS]:
        return False
    trusted = spared.block(IP_SETS)
    arn = trusted.raw("arn")
    if set(trusted.names()) - {"arn"}:
        return False
    # A plan does not know the ARN of a set that is yet to be made; HCL has a reference.
    is_open = arn is None or isinstance(arn, Unknown) or f"{IP_SET}." in str(arn)
    return is_open or any(one.raw("arn") == arn for one in uploader.all(IP_SET))


def _in_five_minutes(statement: Block) -> float:
    window = statement.number("evaluation_window_sec") or 300
    return (statement.number("limit") or 0) * 300 / window


class WebAclRateLimit(UploaderPolicy):
    ID = "CKV2_IMG_29"
    NAME = "The web ACL blocks addresses that ask too often"
    SEVERITY = "HIGH"
    CATEGORY = "NETWORKING"
    KIND = "aws_wafv2_web_acl"
    PROMISE = "waf"
    GUIDELINE = (
        "Guessing the secret and running up the bill both need many requests. Keep a rule that "
        "blocks by rate for each address, for all requests alike, at 10000 or fewer in five "
        "minutes (waf.rate_limit, 1000 by default). Addresses of an IP set may have another limit, up to "
        "100000."
    )

    def faults(self, resource: Resource, uploader: Uploader) -> Iterator[str]:
        limits = [(rule, rule.block("statement", "rate_based_statement")) for rule in rules(resource)]
        unscoped = [one for one in limits if not one[1].has_block("scope_down_statement")]
        if any(_blocks_all(*one, MOST_REQUESTS) for one in unscoped):
            return
        but_trusted = [one for one in limits if _is_of_all_but_trusted(one[1], uploader)]
        if any(_blocks_all(*one, MOST_REQUESTS) for one in but_trusted) and any(
            _blocks_all(*one, MOST_OF_TRUSTED) for one in unscoped
        ):
            return
        yield f"No rule blocks each address at {MOST_REQUESTS} requests in five minutes or fewer."


check = WebAclRateLimit()

"""The rules of a web ACL."""

from __future__ import annotations

from uploader_policies.uploader import AUTH_HEADER
from uploader_policies.values import Block

MANAGED_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
_NOT_EMPTY: set[tuple[str, float | None]] = {("GT", 0), ("NE", 0), ("GE", 1)}


def rules(web_acl: Block) -> list[Block]:
    """Return the rules in the order in which WAF evaluates them. Raises NotKnownError."""
    return sorted(web_acl.blocks("rule"), key=lambda rule: rule.number("priority") or 0)


def group_of(rule: Block) -> str:
    """Return the name of a rule's AWS managed rule group, "" if it has none. Raises NotKnownError."""
    group = rule.block("statement", "managed_rule_group_statement")
    return group.text("name") if group.text("vendor_name") == "AWS" else ""


def blocks_without_auth(rule: Block) -> bool:
    """Return whether a rule blocks all requests without the auth header, except CORS preflights.

    Compares the rule's structure with the two accepted forms. Evaluating sample requests would not find every
    exception. Raises NotKnownError.
    """
    if not rule.block("action").has_block("block"):
        return False
    statement = rule.block("statement")
    # The accepted forms: not (header or preflight); (not header) and (not preflight).
    neither = statement.block("not_statement", "statement", "or_statement").blocks("statement")
    both = statement.block("and_statement").blocks("statement")
    exempt = neither or [part.block("not_statement", "statement") for part in both]
    return len(exempt) == len(_EXEMPT) and all(any(map(is_it, exempt)) for is_it in _EXEMPT)


def _carries_auth(statement: Block) -> bool:
    size = statement.block("size_constraint_statement")
    header = size.block("field_to_match", "single_header").text("name").lower()
    comparison = (size.text("comparison_operator"), size.number("size"))
    return header == AUTH_HEADER and comparison in _NOT_EMPTY and _is_not_transformed(size, "LOWERCASE")


def _is_preflight(statement: Block) -> bool:
    match = statement.block("byte_match_statement")
    return (
        list(match.block("field_to_match").names()) == ["method"]
        and (match.text("positional_constraint"), match.text("search_string")) == ("EXACTLY", "OPTIONS")
        and _is_not_transformed(match)
    )


def _is_not_transformed(statement: Block, *harmless: str) -> bool:
    steps = [step.text("type") for step in statement.blocks("text_transformation")]
    return all(step in ("NONE", *harmless) for step in steps)


_EXEMPT = (_carries_auth, _is_preflight)

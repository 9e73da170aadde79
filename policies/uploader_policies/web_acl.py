"""What a web ACL does with a request, so far as its own rules decide it.

Managed rule groups are AWS's and may block anything; here they are taken to let everything by. What cannot be
told of a statement is None: a rule that blocks is then taken not to match, and one that allows, to match.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from uploader_policies.uploader import AUTH_HEADER
from uploader_policies.values import Block, NotKnownError

MANAGED_GROUPS = (
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesCommonRuleSet",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesSQLiRuleSet",
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "options", "OPTIONSX", "X-OPTIONS")


@dataclass(frozen=True)
class Request:
    """A request, as far as rules look at it; header names in lower case."""

    method: str = "GET"
    path: str = "/v1/upload-url"
    query: str = "userId=u&filename=f&ext=png"
    headers: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        headers = "".join(f", {name}: {value!r}" for name, value in self.headers.items())
        return f"{self.method} {self.path}?{self.query}{headers}"


def rules(web_acl: Block) -> list[Block]:
    """Return the rules in the order in which they are asked. Raises NotKnownError."""
    return sorted(web_acl.blocks("rule"), key=lambda rule: rule.number("priority") or 0)


def group_of(rule: Block) -> str:
    """Return the name of the rule group of AWS's that a rule asks, or nothing. Raises NotKnownError."""
    group = rule.block("statement", "managed_rule_group_statement")
    return group.text("name") if group.text("vendor_name") == "AWS" else ""


def lets_by(web_acl: Block, request: Request) -> bool:
    """Tell whether a request gets past all rules of the ACL's own. Raises NotKnownError."""
    for rule in rules(web_acl):
        action = rule.block("action")
        if action.has_block("block") and _matches(rule.block("statement"), request) is True:
            return False
        if action.has_block("allow") and _matches(rule.block("statement"), request) is not False:
            return True
    return bool(web_acl.block("default_action").has_block("allow"))


def requests_without_auth(web_acl: Block) -> Iterator[Request]:
    """Yield requests, no preflights, without the auth header, but with whatever else the rules look for."""
    words = sorted(
        {word for rule in rules(web_acl) for word in _strings(rule.block("statement"))} | {"OPTIONS"}
    )
    names = {name for rule in rules(web_acl) for name in _headers(rule.block("statement"))} - {AUTH_HEADER}
    headers: list[dict[str, str]] = [{}, {AUTH_HEADER: ""}]
    headers += [dict.fromkeys(names, word) for word in words if names]
    paths, queries = ["/v1/upload-url", *words], ["userId=u&filename=f&ext=png", *words]
    for method, carried in itertools.product(METHODS, headers):
        yield Request(method, headers=carried)
    for path, query, carried in itertools.product(paths, queries, headers):
        yield Request("GET", path, query, carried)


def _matches(statement: Block, request: Request) -> bool | None:
    """Tell whether the statement in a statement block matches; None for what is not understood."""
    try:
        for kind in statement.names():
            if kind in ("and_statement", "or_statement"):
                parts = [_matches(part, request) for part in statement.block(kind).blocks("statement")]
                return _all(parts) if kind == "and_statement" else _any(parts)
            if kind == "not_statement":
                inner = _matches(statement.block(kind, "statement"), request)
                return None if inner is None else not inner
            if kind == "byte_match_statement":
                return _bytes_match(statement.block(kind), request)
            if kind == "size_constraint_statement":
                return _size_matches(statement.block(kind), request)
    except NotKnownError:
        return None
    return None


def _all(parts: list[bool | None]) -> bool | None:
    if False in parts:
        return False
    return None if None in parts else True


def _any(parts: list[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def _bytes_match(statement: Block, request: Request) -> bool | None:
    text = _field(statement, request)
    wanted = statement.text("search_string")
    match statement.text("positional_constraint"):
        case _ if text is None:
            return None
        case "EXACTLY":
            return text == wanted
        case "STARTS_WITH":
            return text.startswith(wanted)
        case "ENDS_WITH":
            return text.endswith(wanted)
        case "CONTAINS":
            return wanted in text
        case "CONTAINS_WORD":
            return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None
    return None


def _size_matches(statement: Block, request: Request) -> bool | None:
    text, limit = _field(statement, request), statement.number("size")
    if text is None or limit is None:
        return None
    if text == _ABSENT:
        return False  # WAF does not measure what is not there
    size = len(text.encode())
    comparisons = {
        "EQ": size == limit,
        "NE": size != limit,
        "LE": size <= limit,
        "LT": size < limit,
        "GE": size >= limit,
        "GT": size > limit,
    }
    return comparisons.get(statement.text("comparison_operator"))


_ABSENT = "\0absent"


def _field(statement: Block, request: Request) -> str | None:
    """Return what a statement looks at after its transformations; None for what is not understood."""
    looked_at = statement.block("field_to_match")
    names = list(looked_at.names())
    values = {"method": request.method, "uri_path": request.path, "query_string": request.query}
    if names == ["single_header"]:
        name = looked_at.block("single_header").text("name").lower()
        text = request.headers.get(name, _ABSENT)
    elif len(names) == 1 and names[0] in values:
        text = values[names[0]]
    else:
        return None
    for step in sorted(statement.blocks("text_transformation"), key=lambda one: one.number("priority") or 0):
        match step.text("type"):
            case "NONE":
                continue
            case "LOWERCASE":
                text = text.lower()
            case _:
                return None
    return text


def _strings(statement: Block) -> Iterator[str]:
    for inner in _statements(statement):
        if inner.has_block("byte_match_statement"):
            yield inner.block("byte_match_statement").text("search_string")


def _headers(statement: Block) -> Iterator[str]:
    for inner in _statements(statement):
        for kind in ("byte_match_statement", "size_constraint_statement"):
            looked_at = inner.block(kind, "field_to_match")
            if looked_at.has_block("single_header"):
                yield looked_at.block("single_header").text("name").lower()


def _statements(statement: Block) -> Iterator[Block]:
    """Yield a statement block and those inside of it."""
    yield statement
    for kind in ("and_statement", "or_statement", "not_statement"):
        for inner in statement.block(kind).blocks("statement"):
            yield from _statements(inner)

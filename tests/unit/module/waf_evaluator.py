"""Evaluates a planned web ACL on a request, because no local engine has a working WAF.

Our own rules are evaluated exactly; an unknown statement, field or transformation is an error. Of AWS's
managed groups there are only samples of rules, named as in AWS's documentation. These are enough to see which
group decides, and when.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote_plus

Block = Mapping[str, Any]
"""A block of Terraform's JSON: nested blocks are lists, empty where there is none."""


@dataclass(frozen=True)
class Request:
    """A request, and the number of requests from its address in the last five minutes.

    `requests_in_window` is the number to this path, `others_in_window` the number to each other path.
    """

    method: str = "GET"
    path: str = "/upload-url"
    query: str = "userId=u&filename=cat&ext=png"
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = "203.0.113.7"
    requests_in_window: int = 1
    others_in_window: Mapping[str, int] = field(default_factory=dict)
    is_trusted: bool = False

    def requests_by_path(self) -> Mapping[str, int]:
        """Return the numbers of requests from this address, by path."""
        return {**self.others_in_window, self.path: self.requests_in_window}

    def header(self, name: str) -> str | None:
        """Return a header's value, or None; the name's case does not matter."""
        return {key.lower(): value for key, value in self.headers.items()}.get(name.lower())


@dataclass(frozen=True)
class Decision:
    """`allow` or `block`, the rule that decided (None: the default), and the rules that counted before."""

    action: str
    rule: str | None
    counted: tuple[str, ...] = ()


def decide(web_acl: Block, request: Request) -> Decision:
    """Return the web ACL's decision: by priority, the first rule that blocks or allows decides.

    Raises:
        ValueError: the web ACL has a part that is not implemented here.
    """
    priorities = [rule["priority"] for rule in web_acl["rule"]]
    if len(set(priorities)) != len(priorities):
        raise ValueError(f"AWS refuses equal priorities: {sorted(priorities)}")
    counted: list[str] = []
    for rule in sorted(web_acl["rule"], key=lambda rule: int(rule["priority"])):
        action = _outcome(rule, request)
        if action == "count":
            counted.append(rule["name"])
        elif action is not None:
            return Decision(action, rule["name"], tuple(counted))
    return Decision(_only(web_acl["default_action"][0]), None, tuple(counted))


def _outcome(rule: Block, request: Request) -> str | None:
    """Return `block`, `allow` or `count` if the rule matches, else None."""
    kind, statement = _block(rule["statement"][0])
    if kind == "managed_rule_group_statement":
        if statement["vendor_name"] != "AWS":
            raise ValueError(f"Not AWS's: {statement['name']}")
        counting = {
            override["name"]
            for override in statement["rule_action_override"]
            if _only(override["action_to_use"][0]) == "count"
        }
        matching = [name for name, matches in MANAGED_RULES[statement["name"]].items() if matches(request)]
        if not matching:
            return None
        blocking = set(matching) - counting
        return "block" if blocking and _only(rule["override_action"][0]) == "none" else "count"
    return _only(rule["action"][0]) if _matches(kind, statement, request) else None


def _matches(kind: str, statement: Block, request: Request) -> bool:
    """Return whether one statement matches the request."""
    match kind:
        case "and_statement":
            return all(_matches(*_block(inner), request) for inner in statement["statement"])
        case "or_statement":
            return any(_matches(*_block(inner), request) for inner in statement["statement"])
        case "not_statement":
            return not _matches(*_block(statement["statement"][0]), request)
        case "rate_based_statement":
            if statement["aggregate_key_type"] != "IP":
                raise ValueError("Only a rate per address is known here")
            scope = [_block(inner) for inner in statement["scope_down_statement"]]
            sent = [
                number
                for path, number in request.requests_by_path().items()
                if all(_matches(*inner, replace(request, path=path)) for inner in scope)
            ]
            # AWS counts and blocks only requests in the scope.
            in_scope = all(_matches(*inner, request) for inner in scope)
            return in_scope and bool(sum(sent) > statement["limit"])
        case "ip_set_reference_statement":
            return request.is_trusted  # the trusted addresses are the web ACL's only set
        case "size_constraint_statement":
            value = _field(statement, request)
            # A size constraint never matches a component that the request does not have.
            return value is not None and COMPARISONS[statement["comparison_operator"]](
                len(value.encode()), statement["size"]
            )
        case "byte_match_statement":
            value = _field(statement, request)
            return value is not None and POSITIONS[statement["positional_constraint"]](
                value, statement["search_string"]
            )
    raise ValueError(f"Not known here: {kind}")


def _field(statement: Block, request: Request) -> str | None:
    """Return the transformed part of the request that a statement inspects; None if it is missing."""
    kind, part = _block(statement["field_to_match"][0])
    match kind:
        case "method":
            value: str | None = request.method
        case "query_string":
            value = request.query
        case "uri_path":
            value = request.path
        case "single_header":
            value = request.header(part["name"])
        case _:
            raise ValueError(f"Not known here: {kind}")
    for transformation in sorted(statement["text_transformation"], key=lambda block: int(block["priority"])):
        value = value if value is None else TRANSFORMATIONS[transformation["type"]](value)
    return value


def _block(parent: Block) -> tuple[str, Block]:
    """Return the name and the content of the only block in `parent`."""
    name = _only(parent)
    return name, parent[name][0]


def _only(parent: Block) -> str:
    present = [name for name, blocks in parent.items() if blocks]
    if len(present) != 1:
        raise ValueError(f"One is expected of {sorted(parent)}, not {present}")
    return present[0]


def _decoded_query(request: Request) -> str:
    return unquote_plus(request.query).lower()


COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "EQ": lambda left, right: left == right,
    "NE": lambda left, right: left != right,
    "LE": lambda left, right: left <= right,
    "LT": lambda left, right: left < right,
    "GE": lambda left, right: left >= right,
    "GT": lambda left, right: left > right,
}
POSITIONS: dict[str, Callable[[str, str], bool]] = {
    "EXACTLY": lambda value, sought: value == sought,
    "STARTS_WITH": lambda value, sought: value.startswith(sought),
    "ENDS_WITH": lambda value, sought: value.endswith(sought),
    "CONTAINS": lambda value, sought: sought in value,
}
TRANSFORMATIONS: dict[str, Callable[[str], str]] = {"NONE": str, "LOWERCASE": str.lower}


def _user_agent(request: Request) -> str:
    return request.header("user-agent") or ""


MANAGED_RULES: dict[str, dict[str, Callable[[Request], bool]]] = {
    "AWSManagedRulesAmazonIpReputationList": {
        "AWSManagedIPReputationList": lambda request: request.address == "198.51.100.66",
    },
    "AWSManagedRulesCommonRuleSet": {
        "NoUserAgent_HEADER": lambda request: not request.header("user-agent"),
        "UserAgent_BadBots_HEADER": lambda request: bool(
            re.search("nessus|nmap", request.header("user-agent") or "")
        ),
        "SizeRestrictions_QUERYSTRING": lambda request: len(request.query) > 2048,
        "RestrictedExtensions_QUERYARGUMENTS": lambda request: bool(
            re.search(r"\.(log|ini)\b", _decoded_query(request))
        ),
        "GenericLFI_QUERYARGUMENTS": lambda request: "../" in _decoded_query(request),
        "CrossSiteScripting_QUERYARGUMENTS": lambda request: "<script" in _decoded_query(request),
    },
    "AWSManagedRulesKnownBadInputsRuleSet": {
        "Log4JRCE_QUERYSTRING": lambda request: "${jndi:" in _decoded_query(request),
        "Log4JRCE_HEADER": lambda request: any("${jndi:" in value for value in request.headers.values()),
    },
    "AWSManagedRulesSQLiRuleSet": {
        "SQLi_QUERYARGUMENTS": lambda request: bool(re.search(r"'\s*or\s*1=1", _decoded_query(request))),
    },
    "AWSManagedRulesBotControlRuleSet": {
        "CategoryHttpLibrary": lambda request: bool(
            re.match("curl|Python-urllib|python-requests|node|Go-http-client", _user_agent(request))
        ),
        "CategoryScrapingFramework": lambda request: _user_agent(request).startswith("Scrapy/"),
        "SignalAutomatedBrowser": lambda request: "HeadlessChrome/" in _user_agent(request),
        "SignalKnownBotDataCenter": lambda request: request.address == "198.51.100.99",
        "SignalNonBrowserUserAgent": lambda request: not _user_agent(request).startswith("Mozilla/"),
    },
}
"""By group: rules of it and which requests they match. A group that is not here is an error."""

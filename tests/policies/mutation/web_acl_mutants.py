"""Weakens the rules of a web ACL by their meaning; `mutants.py` weakens their flags and numbers."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator
from typing import Any

Rules = list[dict[str, Any]]

CONSTRAINTS = ("CONTAINS", "STARTS_WITH", "ENDS_WITH", "CONTAINS_WORD")
FIELDS = ("uri_path", "query_string", "body")
TRANSFORMATIONS = ("LOWERCASE", "URL_DECODE", "COMPRESS_WHITE_SPACE")
COMPARISONS = ("GE", "EQ", "NE", "LE", "LT")


def weakened(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """Yield each change in words, and the rules weakened by it."""
    for number, rule in enumerate(rules):
        for change, weak in _rule(rule):
            yield f"{rule['name']}: {change}", [*rules[:number], weak, *rules[number + 1 :]]
    for one, other in itertools.combinations(range(len(rules)), 2):
        made = copy.deepcopy(rules)
        made[one]["priority"], made[other]["priority"] = made[other]["priority"], made[one]["priority"]
        yield f"{rules[one]['name']} and {rules[other]['name']} change places", made
    last = max(rule["priority"] for rule in rules)
    for place, priority in (("first", -1), ("last", last + 1)):
        yield f"a rule that allows comes {place}", [*rules, _allowing(rules[0], priority)]
        yield f"a group of rules from elsewhere comes {place}", [*rules, _group(rules[0], priority)]


def _rule(rule: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for action in ("count", "allow", "captcha", "challenge"):
        if rule.get("action"):
            yield f"{action}s", {**rule, "action": [{action: [{}]}]}
        elif action == "count":
            yield "is counted", {**rule, "override_action": [{"count": [{}], "none": []}]}
    for path, statement in _statements(rule["statement"][0]):
        for change, weak in _statement(statement):
            made = copy.deepcopy(rule)
            here: Any = made["statement"][0]
            for step in path[:-1]:
                here = here[step]
            here[path[-1]] = weak
            yield change, made


def _statements(statement: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """Yield each statement inside a statement block, nested ones too, after the path to it."""
    for kind, found in statement.items():
        for number, inner in enumerate(found or ()):
            yield (kind, number), {"kind": kind, **inner}
            for deeper, block in enumerate(inner.get("statement") or ()):
                for path, nested in _statements(block):
                    yield (kind, number, "statement", deeper, *path), nested


def _statement(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    kind, inner = statement["kind"], {key: value for key, value in statement.items() if key != "kind"}
    if kind == "managed_rule_group_statement":
        yield "leaves a rule out", {**inner, "excluded_rule": [{"name": "NoUserAgent_HEADER"}]}
        for action in ("allow", "count"):
            override = {"name": "NoUserAgent_HEADER", "action_to_use": [{action: [{}]}]}
            yield f"one of its rules {action}s", {**inner, "rule_action_override": [override]}
        yield "stays at a version", {**inner, "version": "Version_1.0"}
        yield "looks at some requests", {**inner, "scope_down_statement": [_only_post()]}
        yield "is somebody else's", {**inner, "vendor_name": "Somebody"}
        yield "is another group", {**inner, "name": "AWSManagedRulesLinuxRuleSet"}
    if kind == "rate_based_statement":
        yield "counts some requests", {**inner, "scope_down_statement": [_only_post()]}
        yield "allows more", {**inner, "limit": 2_000_000}
        yield "allows as much in a minute", {**inner, "limit": 9000, "evaluation_window_sec": 60}
        yield "counts all together", {**inner, "aggregate_key_type": "CONSTANT"}
    if kind == "byte_match_statement":
        for constraint in CONSTRAINTS:
            yield (
                f"takes what {constraint} {inner['search_string']}",
                {**inner, "positional_constraint": constraint},
            )
        for field in FIELDS:
            yield f"looks at {field}", {**inner, "field_to_match": [{field: [{}]}]}
        for word in ("GET", "POST", "options"):
            yield f"takes {word}", {**inner, "search_string": word}
    if kind == "size_constraint_statement":
        for comparison in COMPARISONS:
            yield f"takes {comparison}", {**inner, "comparison_operator": comparison}
        other = {"single_header": [{"name": "user-agent"}]}
        yield "looks at another header", {**inner, "field_to_match": [other]}
    if "text_transformation" in inner:
        for transformation in TRANSFORMATIONS:
            changed = [{"priority": 0, "type": transformation}]
            yield f"looks after {transformation}", {**inner, "text_transformation": changed}
    if kind == "and_statement":
        for number in range(len(inner["statement"])):
            rest = inner["statement"][:number] + inner["statement"][number + 1 :]
            yield f"asks without part {number}", {**inner, "statement": rest}
        extra = {"not_statement": [{"statement": [_only_post()]}]}
        yield "lets POST by", {**inner, "statement": [*inner["statement"], extra]}


def _only_post() -> dict[str, Any]:
    return {
        "byte_match_statement": [
            {
                "field_to_match": [{"method": [{}]}],
                "positional_constraint": "EXACTLY",
                "search_string": "POST",
                "text_transformation": [{"priority": 0, "type": "NONE"}],
            }
        ]
    }


def _allowing(rule: dict[str, Any], priority: int) -> dict[str, Any]:
    return {
        **rule,
        "name": "friends",
        "priority": priority,
        "action": [{"allow": [{}]}],
        "override_action": [],
        "statement": [_only_post()],
    }


def _group(rule: dict[str, Any], priority: int) -> dict[str, Any]:
    """Return a rule that runs a foreign rule group, which may allow anything."""
    arn = "arn:aws:wafv2:eu-central-1:999999999999:regional/rulegroup/friends/1"
    return {
        **rule,
        "name": "friends",
        "priority": priority,
        "action": [],
        "override_action": [{"none": [{}]}],
        "statement": [{"rule_group_reference_statement": [{"arn": arn}]}],
    }

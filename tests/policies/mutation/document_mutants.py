"""Weakens a JSON document: an IAM policy by the meaning of its statements, any other by its entries."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]


def weakened(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each change and the policy document weakened by it; nothing for other documents."""
    for number, statement in enumerate(document.get("Statement", ())):
        name = statement.get("Sid") or f"number {number}"
        for change, weak in _statement(statement):
            made = copy.deepcopy(document)
            made["Statement"][number : number + 1] = weak
            yield f"statement {name}: {change}", made
    if "Statement" in document:
        for change, extra in _additions(document["Statement"]):
            yield change, {**document, "Statement": [*document["Statement"], extra]}


def entries_weakened(document: Document) -> Iterator[tuple[str, Document]]:
    """Yield each change, and the document with one entry removed, emptied or widened.

    Yields nothing for a policy document.
    """
    if "Statement" in document:
        return
    for name, value in document.items():
        yield f"entry {name} removed", {key: inner for key, inner in document.items() if key != name}
        yield f"entry {name} emptied", {**document, name: [] if isinstance(value, list) else ""}
        if isinstance(value, list):
            yield f"entry {name} gets another", {**document, name: [*value, "another"]}
            yield f"entry {name} takes any", {**document, name: [{"prefix": ""}]}


def _statement(statement: Document) -> Iterator[tuple[str, list[Document]]]:
    yield "removed", []
    changes = _denial(statement) if statement["Effect"] == "Deny" else _permission(statement)
    for change, weak in changes:
        yield change, [weak]
    for operator, keys in statement.get("Condition", {}).items():
        for key in keys:
            yield f"condition {key} removed", [_without_condition(statement, operator, key)]
            yield f"condition {key} if it exists", [_renamed(statement, operator, key)]
            for value in ("*", "true", "false", "999999999999"):
                if keys[key] != value:
                    yield f"condition {key} is {value}", [_conditioned(statement, operator, key, value)]


def _permission(statement: Document) -> Iterator[tuple[str, Document]]:
    """A permission is weaker when it allows more."""
    services = {action.split(":")[0] for action in _texts(statement["Action"])}
    for action in ("*", *(f"{service}:*" for service in sorted(services))):
        yield f"allows {action}", {**statement, "Action": action}
    for service in sorted(services):
        more = f"{service}:{FOREIGN.get(service, 'Delete')}"
        yield f"allows {more} too", {**statement, "Action": [*_texts(statement["Action"]), more]}
    yield "allows all but one action", _exchanged(statement, "Action", "NotAction", "s3:DeleteBucket")
    if "Resource" in statement:
        yield "on *", {**statement, "Resource": "*"}
        for arn in _texts(statement["Resource"]):
            wider = _wider(arn)
            if wider != arn:
                yield f"on {wider}", {**statement, "Resource": [*_texts(statement["Resource"]), wider]}
        yield "on all but one", _exchanged(statement, "Resource", "NotResource", "arn:aws:s3:::another")
    if "Principal" in statement:
        yield "for everyone", {**statement, "Principal": "*"}
        yield "for everyone by type", {**statement, "Principal": {"AWS": "*"}}
        yield (
            "for another account too",
            {
                **statement,
                "Principal": {**statement["Principal"], "AWS": "arn:aws:iam::999999999999:root"},
            },
        )
        for who in FOREIGNERS:
            yield f"for {who} alone", {**statement, "Principal": {"AWS": who}}
        yield "for all but one", _exchanged(statement, "Principal", "NotPrincipal", {"AWS": "999999999999"})


def _denial(statement: Document) -> Iterator[tuple[str, Document]]:
    """A denial is weaker when it denies less."""
    yield "allows instead", {**statement, "Effect": "Allow"}
    yield "denies another action", {**statement, "Action": "s3:ListBucket"}
    yield "denies to one account", {**statement, "Principal": {"AWS": "arn:aws:iam::999999999999:root"}}
    yield "denies on another resource", {**statement, "Resource": "arn:aws:s3:::another/*"}
    resources = _texts(statement["Resource"])
    for number in range(len(resources)):
        if len(resources) > 1:
            rest = resources[:number] + resources[number + 1 :]
            yield f"denies on {rest[0]} alone", {**statement, "Resource": rest}
    condition = {**statement.get("Condition", {}), "StringEquals": {"aws:SourceVpc": "vpc-1"}}
    yield "denies in one network", {**statement, "Condition": condition}
    yield "denies to all but one", _exchanged(statement, "Principal", "NotPrincipal", {"AWS": "999999999999"})
    yield "denies all but one action", _exchanged(statement, "Action", "NotAction", statement["Action"])


# Foreign principals, in each form that IAM accepts.
FOREIGNERS = (
    "arn:aws:iam::999999999999:root",
    "999999999999",
    "arn:aws:iam::999999999999:role/foreign",
    "AIDAJQABLZS4A3QDU576Q",  # IAM writes this unique id for a user that was deleted
)

# One action of each service that none of our statements allows.
FOREIGN = {
    "dynamodb": "DeleteTable",
    "kms": "ScheduleKeyDeletion",
    "logs": "DeleteLogGroup",
    "s3": "PutBucketPolicy",
    "secretsmanager": "PutSecretValue",
    "sqs": "PurgeQueue",
    "sts": "TagSession",
    "xray": "GetTraceGraph",
}


def _additions(statements: list[Document]) -> Iterator[tuple[str, Document]]:
    """Yield statements that this kind of document should not have: role policy, trust or resource policy."""
    first = statements[0]
    if "Principal" not in first:
        yield "may do everything too", {"Effect": "Allow", "Action": "*", "Resource": "*"}
        yield (
            "may assume a role too",
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Resource": "arn:aws:iam::123456789012:role/administrator",
            },
        )
    elif "Resource" not in first:
        for who in FOREIGNERS:
            trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": who}}
            yield f"trusts {who} too", trust
    else:
        service = _texts(first["Action"])[0].split(":")[0]
        for who, principal in (
            ("everyone", "*"),
            ("a service", {"Service": "ec2.amazonaws.com"}),
            *((one, {"AWS": one}) for one in FOREIGNERS),
            ("a provider", {"Federated": "accounts.google.com"}),
            (
                "a canonical user",
                {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47"},
            ),
        ):
            yield (
                f"lets {who} in too",
                {
                    "Effect": "Allow",
                    "Principal": principal,
                    "Action": f"{service}:GetObject",
                    "Resource": first["Resource"],
                },
            )


def _wider(arn: str) -> str:
    """Return an ARN pattern that covers one level more."""
    head, separator, last = arn.rpartition("/" if "/" in arn else ":")
    return f"{head}{separator}*" if last != "*" else f"{head.rpartition('/')[0] or head}*"


def _exchanged(statement: Document, old: str, new: str, value: Any) -> Document:
    return {key: inner for key, inner in statement.items() if key != old} | {new: value}


def _without_condition(statement: Document, operator: str, key: str) -> Document:
    made = copy.deepcopy(statement)
    del made["Condition"][operator][key]
    if not made["Condition"][operator]:
        del made["Condition"][operator]
    return made


def _renamed(statement: Document, operator: str, key: str) -> Document:
    made = _without_condition(statement, operator, key)
    made["Condition"].setdefault(f"{operator}IfExists", {})[key] = statement["Condition"][operator][key]
    return made


def _conditioned(statement: Document, operator: str, key: str, value: str) -> Document:
    made = copy.deepcopy(statement)
    made["Condition"][operator][key] = value
    return made


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]

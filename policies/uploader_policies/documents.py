"""IAM's policy documents, as statements that can be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from uploader_policies.values import Block, NotKnownError, as_list, as_text

ANYONE = ("*", "*")

# What a condition can hold everyone to, and what a service, in lower case.
_PRINCIPALS = {
    *("aws:principalaccount", "aws:principalarn", "aws:principalorgid"),
    *("aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"),
}
_SOURCES = {
    *("aws:sourceaccount", "aws:sourcearn", "aws:sourceorgid"),
    "kms:encryptioncontext:aws:logs:arn",
}


@dataclass(frozen=True)
class Statement:
    """One statement.

    Attributes:
        principals: pairs of type and name, such as `("Service", "lambda.amazonaws.com")`; ANYONE for `*`.
        conditions: for each pair of operator and key, both in lower case, the values.
        negations: which of NotAction, NotPrincipal and NotResource it uses.
    """

    sid: str
    allows: bool
    principals: tuple[tuple[str, str], ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    negations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"statement {self.sid or '/'.join(self.actions)}"

    def values(self, key: str, *operators: str) -> tuple[str, ...]:
        """Return the values that one of `operators` compares a condition key with; none where none does."""
        for operator in operators:
            if found := self.conditions.get((operator.lower(), key.lower())):
                return found
        return ()

    def denies_everyone(self, key: str, value: str, *operators: str) -> bool:
        """Tell whether it denies to everyone under this condition alone: another would narrow it."""
        return (
            self.refuses_everyone
            and len(self.conditions) == 1
            and tuple(one.lower() for one in self.values(key, *operators)) == (value,)
        )

    @property
    def refuses_everyone(self) -> bool:
        """Whether it denies to everyone, under whatever conditions."""
        return not self.allows and not self.negations and ANYONE in self.principals

    def accounts(self) -> set[str]:
        """Return the accounts that it lets in."""
        names = [name for kind, name in self.principals if kind == "AWS" and self.allows]
        return {match.group() for name in names if (match := re.search(r"\d{12}", name))}

    def carelessness(self, *, whole_service_by_account: bool = False) -> Iterator[str]:
        """Yield what is wrong with a statement of a resource's policy that lets somebody in.

        A key's policy hands its account all actions, for IAM to decide: `whole_service_by_account`.
        """
        if not self.allows:
            return
        if self.negations:
            yield f"{self} allows all but what it names."
        kinds = {kind for kind, _ in self.principals}
        if len(kinds) > 1:
            yield f"{self} lets different sorts of principals in at once."
        if ANYONE in self.principals and not self._holds_to(_PRINCIPALS):
            yield f"{self} allows everyone."
        if "Service" in kinds and not self._holds_to(_SOURCES):
            yield f"{self} allows a service on anybody's behalf."
        if kinds == {"AWS"} and whole_service_by_account:
            return
        for action in self.actions:
            if action == "*" or action.endswith(":*"):
                yield f"{self} allows every action."

    def _holds_to(self, keys: set[str]) -> bool:
        """Tell whether a condition on one of `keys` says who is let in, or on whose behalf."""
        return any(
            operator.startswith(("arn", "string", "ipaddress"))
            and not operator.startswith(("arnnot", "stringnot"))
            and not operator.endswith("ifexists")
            and key in keys
            and not any(value.strip("*?") in ("", "0.0.0.0/0", "::/0") for value in values)
            for (operator, key), values in self.conditions.items()
        )

    def covers(self, action: str) -> bool:
        """Tell whether `action`, which may end in a wildcard itself, is among its actions."""
        return any(matches(pattern, action) for pattern in self.actions)

    def reaches(self, *arns: str) -> bool:
        """Tell whether each of `arns`, which may end in a wildcard themselves, is among its resources."""
        return all(any(matches(pattern, arn) for pattern in self.resources) for arn in arns)


def statements(block: Block, attribute: str) -> list[Statement]:
    """Return the statements of a document in an attribute. Raises NotKnownError."""
    document = block.document(attribute) or {}
    found = as_list(document.get("Statement"))
    if not all(isinstance(one, Mapping) for one in found):
        raise NotKnownError(f"{block.where}.{attribute}")
    return [_statement(one) for one in found]


def matches(pattern: str, text: str) -> bool:
    """Tell whether IAM's wildcard pattern matches, in which `*` is any run of characters and `?` one."""
    expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


def wildcards(texts: Iterable[str]) -> list[str]:
    """Return those of `texts` that have a wildcard in them."""
    return [text for text in texts if "*" in text or "?" in text]


def _statement(raw: Mapping[str, Any]) -> Statement:
    return Statement(
        sid=str(raw.get("Sid") or ""),
        allows=str(raw.get("Effect", "")).lower() != "deny",
        principals=tuple(_principals(raw.get("Principal"))),
        actions=_texts(raw.get("Action")),
        resources=_texts(raw.get("Resource")),
        conditions={
            (str(operator).lower(), str(key).lower()): _texts(values)
            for operator, keys in (raw.get("Condition") or {}).items()
            for key, values in keys.items()
        },
        negations=tuple(name for name in ("NotAction", "NotPrincipal", "NotResource") if name in raw),
    )


def _principals(raw: Any) -> Iterator[tuple[str, str]]:
    if isinstance(raw, list) and len(raw) == 1:
        (raw,) = raw
    if isinstance(raw, Mapping):
        for kind, names in raw.items():
            yield from (ANYONE if name == "*" else (str(kind), name) for name in _texts(names))
    elif raw is not None:
        yield ANYONE if raw == "*" else ("AWS", str(raw))


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(as_text(item) for item in as_list(raw))

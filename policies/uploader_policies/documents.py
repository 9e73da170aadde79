"""IAM's policy documents, as statements that can be asked."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from uploader_policies.values import Block, NotKnownError, as_list, as_text

ANYONE = ("*", "*")

# What a condition can hold everyone to, and what a service, in lower case.
_OF_PRINCIPALS = {"aws:principalaccount", "aws:principalarn"}
_OF_SOURCES = {"aws:sourceaccount", "aws:sourcearn", "kms:encryptioncontext:aws:logs:arn"}
_PRINCIPALS = _OF_PRINCIPALS | {"aws:principalorgid", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"}
_SOURCES = _OF_SOURCES | {"aws:sourceorgid"}

_WIDEST_NETWORK = 8  # bits that its addresses have in common


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
        """Return the accounts that it lets in, or on whose behalf it lets in a service or everyone."""
        if not self.allows:
            return set()
        names = [name for kind, name in self.principals if kind == "AWS"]
        for keys, is_meant in (
            (_OF_PRINCIPALS, ANYONE in self.principals),
            (_OF_SOURCES, any(kind == "Service" for kind, _ in self.principals)),
        ):
            names += [
                value
                for (_, key), values in self.conditions.items()
                if is_meant and key in keys
                for value in values
            ]
        # A bucket's ARN has none.
        return {
            found.group(1)
            for name in names
            if (found := re.match(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)", name))
        }

    def carelessness(self, *, of_a_key: bool = False) -> Iterator[str]:
        """Yield what is wrong with a statement of a resource's policy that lets somebody in.

        A key's policy hands its account all actions, for IAM to decide, and services whole families of them.
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
        for kind, name in self.principals:
            if kind not in ("*", "AWS", "Service") or (kind == "AWS" and not re.search(r"\d{12}", name)):
                yield f"{self} lets in {name}, whose account nobody can tell."
        if of_a_key and kinds <= {"AWS", "Service"}:
            return
        for action in wildcards(self.actions):
            if action == "*" or action.endswith(":*"):
                yield f"{self} allows every action."
            elif kinds != {"AWS"}:
                yield f"{self} allows {action} to others."

    def _holds_to(self, keys: set[str]) -> bool:
        """Tell whether a condition on one of `keys` says who is let in, or on whose behalf."""
        return any(
            operator.startswith(("arn", "string", "ipaddress"))
            and not operator.startswith(("arnnot", "stringnot"))
            and not operator.endswith("ifexists")
            and key in keys
            and _is_narrow(key, values)
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


def _is_narrow(key: str, values: tuple[str, ...]) -> bool:
    """Tell whether a condition's values name accounts, resources or networks, and none of them all."""
    if key == "aws:sourceip":
        return _are_narrow_networks(values)
    if key.endswith("arn"):
        return all(_is_narrow_arn(value) for value in values)
    return bool(values) and not any(wildcards([value]) or not value for value in values)


def _is_narrow_arn(value: str) -> bool:
    parts = value.split(":", 5)
    if len(parts) < 6 or wildcards([parts[2], parts[4]]):
        return False
    # A bucket's ARN has no account: there the name must tell.
    return not wildcards([parts[5].split("/")[0]]) if not parts[4] else bool(parts[5].strip("*?"))


def _are_narrow_networks(values: tuple[str, ...]) -> bool:
    """Tell whether networks have, all together, no more addresses than the widest that may stand alone."""
    try:
        networks = [ipaddress.ip_network(value, strict=False) for value in values]
    except ValueError:
        return False
    shares = [2.0**-network.prefixlen for network in networks]
    return 0 < sum(shares) <= 2.0**-_WIDEST_NETWORK


def _statement(raw: Mapping[str, Any]) -> Statement:
    allows = str(raw.get("Effect", "")).lower() != "deny"
    return Statement(
        sid=str(raw.get("Sid") or ""),
        allows=allows,
        principals=tuple(_principals(raw.get("Principal"), allows=allows)),
        actions=_texts(raw.get("Action")),
        resources=_texts(raw.get("Resource")),
        conditions={
            (str(operator).lower(), str(key).lower()): _texts(values)
            for operator, keys in (raw.get("Condition") or {}).items()
            for key, values in keys.items()
        },
        negations=tuple(name for name in ("NotAction", "NotPrincipal", "NotResource") if name in raw),
    )


def _principals(raw: Any, *, allows: bool) -> Iterator[tuple[str, str]]:
    """Yield who is meant. Every service, say, is as good as everyone to let in, and not enough to deny."""
    if isinstance(raw, list) and len(raw) == 1:
        (raw,) = raw
    if isinstance(raw, Mapping):
        for kind, names in raw.items():
            everyone = allows or kind == "AWS"
            yield from (ANYONE if name == "*" and everyone else (str(kind), name) for name in _texts(names))
    elif raw is not None:
        yield ANYONE if raw == "*" else ("AWS", str(raw))


def _texts(raw: Any) -> tuple[str, ...]:
    return tuple(as_text(item) for item in as_list(raw))

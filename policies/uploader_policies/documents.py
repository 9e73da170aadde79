"""IAM policy documents, parsed into statements."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from uploader_policies.values import Block, NotKnownError, as_list, as_text

ANYONE = ("*", "*")

# Condition keys in lower case. Those of a caller limit `*`; those of a source limit a service principal.
_CALLER_ACCOUNT_KEYS = {"aws:principalaccount", "aws:principalarn"}
_SOURCE_ACCOUNT_KEYS = {"aws:sourceaccount", "aws:sourcearn", "kms:encryptioncontext:aws:logs:arn"}
_CALLER_KEYS = _CALLER_ACCOUNT_KEYS | {
    *("aws:principalorgid", "aws:sourceip", "aws:sourcevpc", "aws:sourcevpce"),
}
_SOURCE_KEYS = _SOURCE_ACCOUNT_KEYS | {"aws:sourceorgid"}

_WIDEST_PREFIX = 8  # bits of the network prefix: a /8 is the widest network that counts as a limit


@dataclass(frozen=True)
class Statement:
    """One statement.

    Attributes:
        principals: pairs of type and name, such as `("Service", "lambda.amazonaws.com")`; ANYONE for `*`.
        conditions: maps (operator, key), both in lower case, to the values.
        negations: which of NotAction, NotPrincipal and NotResource the statement has.
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
        """Return the values of the condition on `key` with the first of `operators` that is there."""
        for operator in operators:
            if found := self.conditions.get((operator.lower(), key.lower())):
                return found
        return ()

    def denies_everyone_if(self, key: str, value: str, *operators: str) -> bool:
        """Return whether it denies all principals under this condition alone: a second would narrow it."""
        return (
            self.denies_everyone
            and len(self.conditions) == 1
            and tuple(one.lower() for one in self.values(key, *operators)) == (value,)
        )

    @property
    def denies_everyone(self) -> bool:
        """Whether it denies all principals. Ignores conditions."""
        return not self.allows and not self.negations and ANYONE in self.principals

    def accounts(self) -> set[str]:
        """Return the account ids that an Allow statement names in its principals or conditions."""
        if not self.allows:
            return set()
        names = [name for kind, name in self.principals if kind == "AWS"]
        for keys, applies in (
            (_CALLER_ACCOUNT_KEYS, ANYONE in self.principals),
            (_SOURCE_ACCOUNT_KEYS, any(kind == "Service" for kind, _ in self.principals)),
        ):
            names += [
                value
                for (_, key), values in self.conditions.items()
                if applies and key in keys
                for value in values
            ]
        # A bucket's ARN has no account id.
        return {
            found.group(1)
            for name in names
            if (found := re.match(r"(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)", name))
        }

    def over_broad(self, *, is_key_policy: bool = False) -> Iterator[str]:
        """Yield a sentence for each way in which an Allow statement of a resource policy is too broad.

        A KMS key policy may use wildcard actions: it gives its account `kms:*`, so that IAM decides, and
        services families such as `kms:GenerateDataKey*`.
        """
        if not self.allows:
            return
        if self.negations:
            yield f"{self} allows everything except what it names ({', '.join(self.negations)})."
        kinds = {kind for kind, _ in self.principals}
        if len(kinds) > 1:
            yield f"{self} mixes principal types."
        if ANYONE in self.principals and not self._is_limited_by(_CALLER_KEYS):
            yield f"{self} allows everyone."
        if "Service" in kinds and not self._is_limited_by(_SOURCE_KEYS):
            yield f"{self} allows a service without a condition on aws:SourceArn or aws:SourceAccount."
        for kind, name in self.principals:
            if kind not in ("*", "AWS", "Service") or (kind == "AWS" and not re.search(r"\d{12}", name)):
                yield f"{self} allows {name}, which names no account."
        if is_key_policy and kinds <= {"AWS", "Service"}:
            return
        for action in wildcards(self.actions):
            if action == "*" or action.endswith(":*"):
                yield f"{self} allows every action."
            elif kinds != {"AWS"}:
                yield f"{self} allows {action} to a principal that is not an AWS account."

    def _is_limited_by(self, keys: set[str]) -> bool:
        """Return whether a condition on one of `keys` limits the principals."""
        return any(
            operator.startswith(("arn", "string", "ipaddress"))
            and not operator.startswith(("arnnot", "stringnot"))
            and not operator.endswith("ifexists")
            and key in keys
            and _is_narrow(key, values)
            for (operator, key), values in self.conditions.items()
        )

    def covers(self, action: str) -> bool:
        """Return whether the statement's actions include `action`, which may end in a wildcard."""
        return any(matches(pattern, action) for pattern in self.actions)

    def reaches(self, *arns: str) -> bool:
        """Return whether the statement's resources include all `arns`, which may end in a wildcard."""
        return all(any(matches(pattern, arn) for pattern in self.resources) for arn in arns)


def statements(block: Block, attribute: str) -> list[Statement]:
    """Return the statements of the policy document in an attribute. Raises NotKnownError."""
    document = block.document(attribute) or {}
    found = as_list(document.get("Statement"))
    if not all(isinstance(one, Mapping) for one in found):
        raise NotKnownError(f"{block.where}.{attribute}")
    return [_statement(one) for one in found]


def matches(pattern: str, text: str) -> bool:
    """Return whether an IAM pattern matches: `*` is any number of characters, `?` is one."""
    expression = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in pattern)
    return re.fullmatch(expression, text, re.IGNORECASE | re.DOTALL) is not None


def wildcards(texts: Iterable[str]) -> list[str]:
    """Return those of `texts` that contain `*` or `?`."""
    return [text for text in texts if "*" in text or "?" in text]


def _is_narrow(key: str, values: tuple[str, ...]) -> bool:
    """Return whether every value of a condition names accounts, resources or networks, not all of them."""
    if key == "aws:sourceip":
        return _are_narrow_networks(values)
    if key.endswith("arn"):
        return all(_is_narrow_arn(value) for value in values)
    return bool(values) and not any(wildcards([value]) or not value for value in values)


def _is_narrow_arn(value: str) -> bool:
    parts = value.split(":", 5)
    if len(parts) < 6 or wildcards([parts[2], parts[4]]):
        return False
    # A bucket's ARN has no account id, so its name must have no wildcard.
    return not wildcards([parts[5].split("/")[0]]) if not parts[4] else bool(parts[5].strip("*?"))


def _are_narrow_networks(values: tuple[str, ...]) -> bool:
    """Return whether the networks together have no more addresses than one /8."""
    try:
        networks = [ipaddress.ip_network(value, strict=False) for value in values]
    except ValueError:
        return False
    shares = [2.0**-network.prefixlen for network in networks]
    return 0 < sum(shares) <= 2.0**-_WIDEST_PREFIX


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
    """Yield (type, name) for each principal.

    `{"Service": "*"}` counts as ANYONE in an Allow statement. In a Deny statement it does not, because it
    denies services only.
    """
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

"""What one scan sees: resources, and which of them refers to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

from uploader_policies.values import Block, NotKnownError, Unknown, as_list

Form = Literal["hcl", "plan"]

Scope = tuple[tuple[str, int | str | None], ...]
"""The calls that lead to a module, outermost first: the name and the `count` or `for_each` key of each."""


class Resource(Block):
    """One resource, of one module instance.

    Attributes:
        kind: its type, such as `aws_s3_bucket`; of a data source with `data.` in front.
        scope: the module instance it is in.
        key: its own `count` or `for_each` key.
        certain: whether it exists whatever variables say; always so in a plan.
        sensitive: the plan's `sensitive_values`: true in each place of a value that Terraform would not show.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        address: str,
        values: Mapping[str, Any],
        *,
        scope: Scope = (),
        key: int | str | None = None,
        certain: bool = True,
        refers: Callable[[str], Iterable[Resource]] = lambda _: (),
        written: Callable[[str], bool] | None = None,
        dead_ends: Callable[[str], set[Scope]] = lambda _: set(),
        sensitive: Any = None,
    ) -> None:
        super().__init__(values, address)
        self.kind = kind
        self.name = name
        self.address = address
        self.scope = scope
        self.key = key
        self.certain = certain
        self._refers = refers
        self._written = written
        self._dead_ends = dead_ends
        self.sensitive = sensitive

    def __repr__(self) -> str:
        return self.address

    def at(self, path: str) -> list[Any]:
        """Return the raw values at a dotted path, of all blocks on the way, lists opened."""
        here: list[Any] = [self._values]
        for part in path.split("."):
            blocks = [inner for item in here for inner in as_list(item)]
            here = [
                item.get(part) if isinstance(item, Mapping) else item
                for item in blocks
                if isinstance(item, (Mapping, Unknown))
            ]
        return [inner for item in here for inner in as_list(item)]

    def refers(self, path: str) -> list[Resource]:
        """Return the resources to which the expression at `path` refers, directly or by variables."""
        return list(dict.fromkeys(self._refers(path)))

    def scopes_of_lost_references(self, path: str) -> set[Scope]:
        """Return the modules where following the expression at `path` ended, or else the resource's own."""
        return self._dead_ends(path) or {self.scope}

    def is_set(self, path: str) -> bool:
        """Tell whether the configuration gives the attribute at `path` a value, and not AWS.

        Raises NotKnownError where an expression may be null.
        """
        values = self.at(path)
        if not any(isinstance(value, Unknown) for value in values):
            return any(value not in ("", {}) for value in values)
        if self._written is None:
            raise NotKnownError(f"{self.address}.{path}")
        return self._written(path)


class Estate:
    """All resources of one plan, or of one root folder of HCL."""

    def __init__(self, form: Form, resources: Iterable[Resource]) -> None:
        self.form = form
        self.resources = list(resources)

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            found[resource.kind].append(resource)
        return found

    def all(self, kind: str) -> list[Resource]:
        """Return the resources of a type."""
        return self._by_kind.get(kind, [])

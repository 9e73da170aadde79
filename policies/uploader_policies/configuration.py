"""The resources of one scanned configuration, and the references between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any, Literal

from uploader_policies.values import Block, NotKnownError, Unknown, as_list

Form = Literal["hcl", "plan"]

Scope = tuple[tuple[str, int | str | None], ...]
"""A module instance: for each module call, outermost first, its name and its `count` or `for_each` key."""


class Resource(Block):
    """One instance of a resource.

    Attributes:
        kind: its type, such as `aws_s3_bucket`; a data source has the prefix `data.`.
        scope: its module instance.
        key: its own `count` or `for_each` key.
        certain: whether it exists for all values of the variables; always true in a plan.
        sensitive: the plan's `sensitive_values`: `true` in the place of each sensitive value.
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
        is_written: Callable[[str], bool] | None = None,
        unresolved_scopes: Callable[[str], set[Scope]] = lambda _: set(),
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
        self._is_written = is_written
        self._unresolved_scopes = unresolved_scopes
        self.sensitive = sensitive

    def __repr__(self) -> str:
        return self.address

    def at(self, path: str) -> list[Any]:
        """Return the raw values at a dotted path: those of all nested blocks, with lists flattened."""
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
        """Return the resources that the expression at `path` refers to, directly or through variables."""
        return list(dict.fromkeys(self._refers(path)))

    def unresolved_scopes(self, path: str) -> set[Scope]:
        """Return the module instances where the reference at `path` could not be followed further.

        Returns the resource's own module instance if there are none.
        """
        return self._unresolved_scopes(path) or {self.scope}

    def is_set(self, path: str) -> bool:
        """Return whether the configuration sets the attribute at `path`; false if AWS chooses its value.

        Raises NotKnownError if the expression may be null.
        """
        values = self.at(path)
        if not any(isinstance(value, Unknown) for value in values):
            return any(value not in ("", {}) for value in values)
        if self._is_written is None:
            raise NotKnownError(f"{self.address}.{path}")
        return self._is_written(path)


class Configuration:
    """All resources of one plan, or of one HCL root module."""

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
        """Return the resources of the type `kind`."""
        return self._by_kind.get(kind, [])

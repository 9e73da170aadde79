"""The scanners that an uploader may have, and the tag by which each says that a file is clean."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from uploader_policies.documents import Statement
from uploader_policies.estate import Resource
from uploader_policies.uploader import variable


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner.

    Attributes:
        tag: of a scanned object: its key, and its value on a clean one. None: no tag says that it is clean.
    """

    tag: tuple[str, str] | None

    def tells_clean(self, statement: Statement) -> bool:
        """Tell whether a statement is about objects that are tagged clean, and no others."""
        if self.tag is None:
            return False
        key, clean = self.tag
        return statement.values(f"s3:ExistingObjectTag/{key}", "StringEquals") == (clean,)


SCANNERS: Final = {"bucketav": Scanner(("bucketav", "clean"))}
UNHEARD_OF: Final = Scanner(None)


def scanner_of(function: Resource) -> Scanner | None:
    """Return the scanner whose findings a function waits for, None without any. Raises NotKnownError."""
    name = variable(function, "SCANNER")
    if not name and variable(function, "USE_BUCKETAV") == "true":  # the module's releases 1.*
        name = "bucketav"
    return SCANNERS.get(name, UNHEARD_OF) if name not in ("", "none") else None


def scanners_of(functions: Iterable[Resource]) -> list[Scanner]:
    """Return the scanners whose findings any of the functions waits for. Raises NotKnownError."""
    return [scanner for function in functions if (scanner := scanner_of(function))]

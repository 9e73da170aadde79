"""The scanners that an uploader may have, and the tag by which each says that a file is clean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from uploader_policies.documents import Statement
from uploader_policies.estate import Resource
from uploader_policies.uploader import variable
from uploader_policies.values import as_list


@dataclass(frozen=True, slots=True)
class BusEvents:
    """Events on EventBridge's default bus, and where each names its object.

    Attributes:
        bucket: path to the bucket's name.
        key: path to the object's key.
    """

    source: str
    detail_type: str
    bucket: tuple[str, ...]
    key: tuple[str, ...]

    def are_meant(self, pattern: Any) -> bool:
        """Tell whether a rule's pattern matches these events alone."""
        wanted = {"source": [self.source], "detail-type": [self.detail_type]}
        return all(at(pattern, field) == values for field, values in wanted.items())


def at(pattern: Any, *path: str) -> list[Any]:
    """Return the values at a path of a rule's pattern; none where it has nothing there."""
    for step in path:
        pattern = pattern.get(step) if isinstance(pattern, Mapping) else None
    return as_list(pattern)


@dataclass(frozen=True, slots=True)
class Scanner:
    """A scanner.

    Attributes:
        tag: of a scanned object: its key, and its value on a clean one. None: no tag says that it is clean.
        results: its findings, if EventBridge carries them.
    """

    tag: tuple[str, str] | None
    results: BusEvents | None = None

    def tells_clean(self, statement: Statement) -> bool:
        """Tell whether a statement is about objects that are tagged clean, and no others."""
        if self.tag is None:
            return False
        key, clean = self.tag
        return statement.values(f"s3:ExistingObjectTag/{key}", "StringEquals") == (clean,)


ARRIVALS: Final = BusEvents(
    "aws.s3", "Object Created", ("detail", "bucket", "name"), ("detail", "object", "key")
)
GUARDDUTY_RESULTS: Final = BusEvents(
    "aws.guardduty",
    "GuardDuty Malware Protection Object Scan Result",
    ("detail", "s3ObjectDetails", "bucketName"),
    ("detail", "s3ObjectDetails", "objectKey"),
)
SCANNERS: Final = {
    "bucketav": Scanner(("bucketav", "clean")),
    "guardduty": Scanner(("GuardDutyMalwareScanStatus", "NO_THREATS_FOUND"), GUARDDUTY_RESULTS),
}
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

"""The malware scanners that an uploader may use, and the tag of each on a clean object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from uploader_policies.configuration import Resource
from uploader_policies.documents import Statement
from uploader_policies.uploader import variable
from uploader_policies.values import as_list


@dataclass(frozen=True, slots=True)
class BusEvents:
    """One kind of event on EventBridge's default bus.

    Attributes:
        bucket: path in the event to the bucket's name.
        key: path in the event to the object's key.
    """

    source: str
    detail_type: str
    bucket: tuple[str, ...]
    key: tuple[str, ...]

    def matched_by(self, pattern: Any) -> bool:
        """Return whether a rule's event pattern matches only events of this kind."""
        wanted = {"source": [self.source], "detail-type": [self.detail_type]}
        return all(at(pattern, field) == values for field, values in wanted.items())


def at(pattern: Any, *path: str) -> list[Any]:
    """Return the values at a path of an event pattern; an empty list if there are none."""
    for step in path:
        pattern = pattern.get(step) if isinstance(pattern, Mapping) else None
    return as_list(pattern)


@dataclass(frozen=True, slots=True)
class Scanner:
    """A malware scanner.

    Attributes:
        tag: key and value of the tag that it sets on a clean object; None if it sets none.
        results: its scan results, if they are events on EventBridge.
    """

    tag: tuple[str, str] | None
    results: BusEvents | None = None

    def requires_clean_tag(self, statement: Statement) -> bool:
        """Return whether a condition limits the statement to objects with the clean tag."""
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
UNKNOWN_SCANNER: Final = Scanner(None)


def scanner_of(function: Resource) -> Scanner | None:
    """Return the scanner that a function's environment names, or None. Raises NotKnownError."""
    name = variable(function, "SCANNER")
    if not name and variable(function, "USE_BUCKETAV") == "true":  # releases 1.* of the module
        name = "bucketav"
    return SCANNERS.get(name, UNKNOWN_SCANNER) if name not in ("", "none") else None


def scanners_of(functions: Iterable[Resource]) -> list[Scanner]:
    """Return the scanners of functions, without None. Raises NotKnownError."""
    return [scanner for function in functions if (scanner := scanner_of(function))]

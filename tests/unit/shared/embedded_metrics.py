"""What CloudWatch makes of a log line, by its documents on the embedded metric format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import jsonschema

TEXT = {"type": "string", "minLength": 1}
UNITS = [
    *("Seconds", "Microseconds", "Milliseconds", "Percent", "Count", "None"),
    *(f"{prefix}{unit}" for prefix in ("", "Kilo", "Mega", "Giga", "Tera") for unit in ("Bytes", "Bits")),
]
METRIC = {
    "type": "object",
    "required": ["Name"],
    "properties": {
        "Name": {**TEXT, "maxLength": 1024},
        "Unit": {"enum": UNITS},
        "StorageResolution": {"enum": [1, 60]},
    },
    "additionalProperties": False,
}
DIRECTIVE = {
    "type": "object",
    "required": ["Namespace", "Dimensions", "Metrics"],
    "properties": {
        "Namespace": {**TEXT, "maxLength": 1024},
        "Dimensions": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "array", "maxItems": 30, "items": {**TEXT, "maxLength": 250}},
        },
        "Metrics": {"type": "array", "minItems": 1, "maxItems": 100, "items": METRIC},
    },
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["_aws"],
    "properties": {
        "_aws": {
            "type": "object",
            "required": ["Timestamp", "CloudWatchMetrics"],
            "properties": {
                "Timestamp": {"type": "integer", "minimum": 0},
                "CloudWatchMetrics": {"type": "array", "minItems": 1, "items": DIRECTIVE},
            },
            "additionalProperties": False,
        }
    },
}
"""The schema of "Specification: Embedded metric format" of the CloudWatch user guide, and its text."""


class Series(NamedTuple):
    """A metric as CloudWatch tells it from others."""

    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]


class Datum(NamedTuple):
    """One value of a metric."""

    series: Series
    unit: str
    value: float


def data_of(line: str) -> Iterator[Datum]:
    """Yield the values of a line that has any; what is malformed raises jsonschema's error or others."""
    try:
        said: Any = json.loads(line)
    except ValueError:
        return
    if not isinstance(said, dict) or "_aws" not in said:
        return
    jsonschema.validate(said, SCHEMA)
    assert len(line.encode()) <= 1024 * 1024
    for directive in said["_aws"]["CloudWatchMetrics"]:
        for metric in directive["Metrics"]:
            value = said[metric["Name"]]  # a target member, on the root node
            assert type(value) in (int, float), value
            for dimensions in directive["Dimensions"]:
                values = {name: said[name] for name in dimensions}
                assert all(isinstance(text, str) and 1 <= len(text) <= 1024 for text in values.values())
                series = Series(directive["Namespace"], metric["Name"], frozenset(values.items()))
                yield Datum(series, metric["Unit"], value)


def all_data(lines: Iterable[str]) -> list[Datum]:
    """Return the values of all lines."""
    return [datum for line in lines for datum in data_of(line)]

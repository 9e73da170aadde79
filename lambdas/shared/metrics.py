"""Metrics in log lines, which CloudWatch extracts (embedded metric format, EMF).

Source: "Specification: Embedded metric format" in the CloudWatch user guide. AWS charges for each metric, so
dimensions have few values and none comes from user input: a request or a file cannot create a metric.

For example, `line_of({"upload": "0f8b"}, "acme-uploads", {"UrlsIssued": 1}, {})` returns in one line:

    {"upload": "0f8b", "_aws": {"Timestamp": 1795903200000, "CloudWatchMetrics": [
    {"Namespace": "ImageUploader", "Dimensions": [["Bucket"]],
    "Metrics": [{"Name": "UrlsIssued", "Unit": "Count"}]}]}, "Bucket": "acme-uploads", "UrlsIssued": 1}

The line is joined from strings, because the API functions repeat its part after the timestamp. Metrics may
cost at most 2 % of a warm request; encoding the whole line each time would cost more.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

NAMESPACE = "ImageUploader"

KINDS = {
    "UrlsIssued": ("Count", None),
    "UrlsRefused": ("Count", "Reason"),
    "Verdicts": ("Count", "Status"),
    "NotProcessed": ("Count", "Reason"),
    "UploadToVerdict": ("Milliseconds", None),
    "UploadBytes": ("Bytes", None),
    "ThumbnailTime": ("Milliseconds", None),
    "ThumbnailPeakMemory": ("Bytes", None),
    "DecoderKills": ("Count", None),
    "ColdStarts": ("Count", "Function"),
    "PendingUploads": ("Count", None),
    "OldestPendingUpload": ("Seconds", None),
}
"""For each metric: its unit, and its second dimension beside `Bucket` (None: it has none)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Metrics that are ready for a log line.

    Attributes:
        values: the value of each metric, by its name in `KINDS`.
        dimensions: the value of each second dimension that these metrics have.
        text: the part of the line after the timestamp.
    """

    values: Mapping[str, float]
    dimensions: Mapping[str, str]
    text: str


class Metrics:
    """Makes the log lines of one function, with metrics if they are enabled."""

    def __init__(self, bucket: str, function: str | None) -> None:
        """Set the values of the dimensions `Bucket` and `Function`; `function` None disables metrics."""
        self._bucket = bucket
        self._function = function
        self._is_cold = True

    @property
    def are_wanted(self) -> bool:
        """Return whether metrics are enabled."""
        return self._function is not None

    def counted(self, values: Mapping[str, float], dimensions: Mapping[str, str]) -> Counted | None:
        """Return metrics for `line`, which may be kept and used again; None if there is no value."""
        return Counted(values, dimensions, _text(self._bucket, values, dimensions)) if values else None

    def line(self, said: Mapping[str, object], counted: Counted | None) -> str:
        """Return a log line like `line_of`. The first one also has the metric `ColdStarts`.

        `said` has at least one key, and none that starts with a capital letter.
        """
        line = json.dumps(said)
        if self._function is None:
            return line
        if self._is_cold:
            self._is_cold = False
            before = counted or Counted({}, {}, "")
            counted = self.counted(
                {**before.values, "ColdStarts": 1}, {**before.dimensions, "Function": self._function}
            )
        if counted is None:
            return line
        return f'{line[:-1]}, "_aws": {{"Timestamp": {time.time_ns() // 1_000_000}, {counted.text}'


def line_of(
    said: Mapping[str, object],
    bucket: str,
    values: Mapping[str, float],
    dimensions: Mapping[str, str],
    at: float | None = None,
) -> str:
    """Return a log line, one JSON object, with metrics in embedded metric format.

    Args:
        said: the line's other keys and values. No key may start with a capital letter, because the names of
            metrics and dimensions do.
        bucket: value of the dimension `Bucket`, which identifies the instance of the module.
        values: the value of each metric, by its name in `KINDS`; at least one.
        dimensions: the value of each second dimension that these metrics have.
        at: seconds since the epoch; None means now.
    """
    milliseconds = int((time.time() if at is None else at) * 1000)
    start = f'{json.dumps(said)[:-1]}{", " if said else ""}"_aws": {{"Timestamp": {milliseconds}, '
    return start + _text(bucket, values, dimensions)


def _text(bucket: str, values: Mapping[str, float], dimensions: Mapping[str, str]) -> str:
    """Return the line's part after the timestamp: the directives, then the values."""
    plain = json.dumps({"Bucket": bucket, **dimensions, **values})
    return f'"CloudWatchMetrics": {_directives(tuple(values))}}}, {plain[1:]}'


@lru_cache(maxsize=32)  # the processing function's values differ on every upload, their names do not
def _directives(names: tuple[str, ...]) -> str:
    """Return the directives for some metrics: one for each set of dimensions."""
    directives = []
    for by in dict.fromkeys(KINDS[name][1] for name in names):
        metrics = [{"Name": name, "Unit": KINDS[name][0]} for name in names if KINDS[name][1] == by]
        sets = [["Bucket", by] if by else ["Bucket"]]
        directives.append({"Namespace": NAMESPACE, "Dimensions": sets, "Metrics": metrics})
    return json.dumps(directives)

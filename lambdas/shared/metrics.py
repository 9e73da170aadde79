"""Metrics as keys of a log line, which CloudWatch reads from there: the embedded metric format.

Source: "Specification: Embedded metric format" in the CloudWatch user guide. Every dimension has few values,
all ours: nobody who sends a request or a file can make another metric. AWS charges for each.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
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
"""By metric: its unit, and the dimension that tells it apart beside `Bucket`."""


def line_of(
    said: Mapping[str, object],
    bucket: str,
    values: Mapping[str, float],
    dimensions: Mapping[str, str],
    at: float | None = None,
) -> str:
    """Return a log line that says this and carries these metrics, by their names in KINDS.

    Args:
        said: the line's own keys, none of which begins with a capital.
        bucket: names the instance.
        values: at least one.
        dimensions: the value of each dimension that the metrics have.
        at: seconds since the epoch; None is now.
    """
    milliseconds = int((time.time() if at is None else at) * 1000)
    rest = _rest(bucket, tuple(values.items()), tuple(dimensions.items()))
    return f'{json.dumps(said)[:-1]}{", " if said else ""}"_aws": {{"Timestamp": {milliseconds}, {rest}'


class Metrics:
    """The log lines of one function, which carry metrics if the function is told to."""

    def __init__(self, bucket: str, function: str | None) -> None:
        """Remember the instance, and what the metrics call this function; None is to send none."""
        self._bucket = bucket
        self._function = function
        self._is_cold = True

    @property
    def are_wanted(self) -> bool:
        """Return whether lines carry metrics."""
        return self._function is not None

    def line(
        self, said: Mapping[str, object], values: Mapping[str, float], dimensions: Mapping[str, str]
    ) -> str:
        """Return a log line; the first one counts the cold start."""
        if self._function is None:
            return json.dumps(said)
        if self._is_cold:
            self._is_cold = False
            values, dimensions = {**values, "ColdStarts": 1}, {**dimensions, "Function": self._function}
        return line_of(said, self._bucket, values, dimensions) if values else json.dumps(said)


@lru_cache(maxsize=32)  # what the functions behind the API say is the same again and again
def _rest(bucket: str, values: tuple[tuple[str, float], ...], dimensions: tuple[tuple[str, str], ...]) -> str:
    """Return what follows the time: one directive for each set of dimensions, then the values."""
    names = [name for name, _ in values]
    directives = []
    for by in dict.fromkeys(KINDS[name][1] for name in names):
        metrics = [{"Name": name, "Unit": KINDS[name][0]} for name in names if KINDS[name][1] == by]
        sets = [["Bucket", by] if by else ["Bucket"]]
        directives.append({"Namespace": NAMESPACE, "Dimensions": sets, "Metrics": metrics})
    plain = json.dumps({"Bucket": bucket, **dict(dimensions), **dict(values)})
    return f'"CloudWatchMetrics": {json.dumps(directives)}}}, {plain[1:]}'

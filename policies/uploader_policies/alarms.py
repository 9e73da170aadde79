"""Alarms that are raised by the first event that their metric counts."""

from __future__ import annotations

from uploader_policies.configuration import Resource

FIRST = {("GreaterThanOrEqualToThreshold", 1.0), ("GreaterThanThreshold", 0.0)}

OTHER_MEASURES = ("extended_statistic", "metric_query", "threshold_metric_id", "unit")
"""Arguments that make the alarm compare another metric, or compare with another threshold."""


def raised_at_the_first(alarm: Resource, namespace: str, metrics: set[str], statistics: set[str]) -> bool:
    """Return whether the first event raises the alarm within an hour. Raises NotKnownError."""
    return (
        alarm.text("namespace") == namespace
        and alarm.text("metric_name") in metrics
        and alarm.text("statistic") in statistics
        and (alarm.text("comparison_operator"), alarm.number("threshold")) in FIRST
        and (alarm.number("period") or 0) * (alarm.number("evaluation_periods") or 0) <= 3600
        and alarm.raw("actions_enabled") in (None, True)
        and not any(alarm.is_set(other) for other in OTHER_MEASURES)
    )

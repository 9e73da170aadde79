"""Each alarm fires at its threshold and not below it, on data as AWS and the functions publish them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from metrics import line_of

from tests.unit.module.planned import Instance, Values
from tests.unit.module.series import problems_of
from tests.unit.shared.embedded_metrics import Series, all_data

type Points = Sequence[Sequence[float]]
"""What is published in each of the last periods, oldest first."""

STATISTICS: dict[str, Any] = {"Sum": sum, "Maximum": max, "Minimum": min, "SampleCount": len}
COMPARISONS: dict[str, Any] = {
    "GreaterThanOrEqualToThreshold": lambda value, threshold: value >= threshold,
    "LessThanThreshold": lambda value, threshold: value < threshold,
}


def series_of(alarm: Values) -> dict[str, Series]:
    """Return an alarm's series by their names in its expression; without an expression the name is `m`."""
    watched = {query["id"]: query["metric"][0] for query in alarm["metric_query"] if query["metric"]}
    watched = watched or {"m": alarm}
    return {
        name: Series(metric["namespace"], metric["metric_name"], frozenset(metric["dimensions"].items()))
        for name, metric in watched.items()
    }


def fires(alarm: Values, published: Mapping[Series, Points]) -> bool:
    """Return whether these data put the alarm into ALARM, by "Using Amazon CloudWatch alarms"."""
    periods = int(alarm["evaluation_periods"])
    assert alarm["datapoints_to_alarm"] is None, "every period must breach"
    return all(_breaches(alarm, published, -place) for place in range(1, periods + 1))


def _breaches(alarm: Values, published: Mapping[Series, Points], place: int) -> bool:
    compare = COMPARISONS[alarm["comparison_operator"]]
    values: dict[str, Any] = {}
    for name, series in series_of(alarm).items():
        data = published.get(series, [])
        points = data[place] if -place <= len(data) else []
        statistic = alarm["statistic"] or next(
            query["metric"][0]["stat"] for query in alarm["metric_query"] if query["id"] == name
        )
        values[name] = STATISTICS[statistic](points) if points else None
    if "m" in values:
        if values["m"] is None:
            return bool(alarm["treat_missing_data"] == "breaching")
        return bool(compare(values["m"], alarm["threshold"]))
    (expression,) = [query["expression"] for query in alarm["metric_query"] if query["expression"]]
    assert expression == "IF(requests >= 20, refused / requests, 0)", "say here what it means"
    if None in values.values():
        return bool(alarm["treat_missing_data"] == "breaching")
    requests, refused = values["requests"], values["refused"]
    return bool(compare(refused / requests if requests >= 20 else 0, alarm["threshold"]))


def emitted(bucket: str, **values: float) -> dict[Series, Points]:
    """Return the data that CloudWatch takes from a function's log line, the same in each of three periods."""
    return {datum.series: [[datum.value]] * 3 for datum in all_data([line_of({}, bucket, values, {})])}


def published(alarm: Values, bucket: str, *values: float) -> dict[Series, Points]:
    """Return three periods' data of each metric of an alarm; our own metrics go through a log line."""
    found: dict[Series, Points] = {}
    for series, value in zip(series_of(alarm).values(), values, strict=True):
        if series.namespace == "ImageUploader":
            found |= emitted(bucket, **{series.name: value})
        else:
            found[series] = [[value]] * 3
    return found


@pytest.fixture(params=["consumer", "guardduty", "plain_with_an_origin", "everything", "options"])
def instance(request: pytest.FixtureRequest) -> Instance:
    found: Instance = request.getfixturevalue(request.param)
    return found


def bucket_of(instance: Instance) -> str:
    return str(instance.the("aws_s3_bucket")["bucket"])


def test_every_alarm_watches_what_is_published(instance: Instance) -> None:
    alarms = instance.by_key("aws_cloudwatch_metric_alarm")
    assert len(alarms) >= 9
    for key, alarm in alarms.items():
        for series in series_of(alarm).values():
            assert list(problems_of(series, instance)) == [], key


def test_every_alarm_fires_at_its_threshold_and_not_below(instance: Instance) -> None:
    bucket = bucket_of(instance)
    for key, alarm in instance.by_key("aws_cloudwatch_metric_alarm").items():
        threshold = alarm["threshold"]
        if key == "api-4xx":
            ids = list(series_of(alarm))
            share = {"requests": 100, "refused": 100 * threshold}
            assert fires(alarm, published(alarm, bucket, *(share[name] for name in ids))), key
            for quiet in ({**share, "refused": 100 * threshold - 1}, {"requests": 19, "refused": 19}):
                assert not fires(alarm, published(alarm, bucket, *(quiet[name] for name in ids))), key
        elif key == "pending-check-stopped":
            assert fires(alarm, {}), key
            assert not fires(alarm, published(alarm, bucket, 0)), key
        else:
            assert fires(alarm, published(alarm, bucket, threshold)), key
            assert not fires(alarm, published(alarm, bucket, threshold - 1)), key


def test_silence_raises_no_alarm_but_that_of_the_check(instance: Instance) -> None:
    alarms = instance.by_key("aws_cloudwatch_metric_alarm")
    loud = {key for key, alarm in alarms.items() if fires(alarm, {})}
    assert loud == {"pending-check-stopped"} & alarms.keys()


def test_one_period_alone_raises_no_alarm_of_several(everything: Instance) -> None:
    for key, alarm in everything.by_key("aws_cloudwatch_metric_alarm").items():
        if alarm["evaluation_periods"] > 1 and key != "pending-check-stopped":
            many = [1e9] * len(series_of(alarm))
            last = {
                series: [[0.0], [0.0], *points[-1:]]
                for series, points in published(alarm, bucket_of(everything), *many).items()
            }
            assert not fires(alarm, last), key


def test_an_alarm_on_another_dimension_would_not_fire(consumer: Instance) -> None:
    alarm = consumer.by_key("aws_cloudwatch_metric_alarm")["dead-letters"]
    data = published(alarm, bucket_of(consumer), 1)
    assert fires(alarm, data)
    assert not fires({**alarm, "dimensions": {"QueueName": "another"}}, data)

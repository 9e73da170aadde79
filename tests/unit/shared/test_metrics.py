"""Lines that carry metrics are valid by CloudWatch's specification."""

from __future__ import annotations

import json

import jsonschema
import pytest
from metrics import KINDS, NAMESPACE, Metrics, line_of

from tests.unit.shared.embedded_metrics import UNITS, data_of

SAID = {"message": "upload", "request_id": None, "reason": "ü"}
DIMENSIONS = {"Reason": "damaged", "Status": "rejected", "Function": "f"}


def test_a_line_says_what_it_said_and_every_metric() -> None:
    values: dict[str, float] = {name: number + 0.5 for number, name in enumerate(KINDS)}

    line = line_of(SAID, "bucket", values, DIMENSIONS, at=1.5)

    assert json.loads(line).items() >= SAID.items()
    assert json.loads(line)["_aws"]["Timestamp"] == 1500
    found = {datum.series.name: datum for datum in data_of(line)}
    assert {name: (datum.unit, datum.value) for name, datum in found.items()} == {
        name: (KINDS[name][0], value) for name, value in values.items()
    }
    for name, datum in found.items():
        by = KINDS[name][1]
        own = {by: DIMENSIONS[by]} if by else {}
        assert dict(datum.series.dimensions) == {"Bucket": "bucket", **own}
        assert datum.series.namespace == NAMESPACE


def test_the_first_line_alone_counts_the_cold_start() -> None:
    metrics = Metrics("bucket", "get_presigned_url")
    first, second, third = (
        metrics.line(SAID, metrics.counted(values, {})) for values in ({}, {"UrlsIssued": 1}, {})
    )
    assert [(datum.series.name, dict(datum.series.dimensions)) for datum in data_of(first)] == [
        ("ColdStarts", {"Bucket": "bucket", "Function": "get_presigned_url"})
    ]
    assert [datum.series.name for datum in data_of(second)] == ["UrlsIssued"]
    assert json.loads(third) == SAID


def test_a_function_that_is_not_told_to_sends_none() -> None:
    metrics = Metrics("bucket", None)
    assert json.loads(metrics.line(SAID, metrics.counted({"UrlsIssued": 1}, {}))) == SAID
    assert not metrics.are_wanted


def test_units_are_cloudwatchs() -> None:
    assert {unit for unit, _ in KINDS.values()} <= set(UNITS)


@pytest.mark.parametrize("broken", ["Namespace", "Dimensions", "Metrics"])
def test_a_malformed_line_is_found(broken: str) -> None:
    line = json.loads(line_of(SAID, "bucket", {"UrlsIssued": 1}, {}))
    del line["_aws"]["CloudWatchMetrics"][0][broken]
    with pytest.raises(jsonschema.ValidationError):
        list(data_of(json.dumps(line)))


@pytest.mark.parametrize("lacking", ["UrlsRefused", "Bucket", "Reason"])
def test_a_line_without_a_value_that_it_announces_is_found(lacking: str) -> None:
    line = json.loads(line_of(SAID, "bucket", {"UrlsRefused": 1}, DIMENSIONS))
    del line[lacking]
    with pytest.raises(KeyError, match=lacking):
        list(data_of(json.dumps(line)))

"""The dashboard is valid by CloudWatch's documentation and shows existing metrics; queries read our logs."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from metrics import KINDS, NAMESPACE

from tests.unit.module.planned import Instance
from tests.unit.module.series import fields_of, of_dashboard, problems_of
from tests.unit.shared.embedded_metrics import Series

TEXT = {"type": "string"}
LABELLED = {
    "type": "object",
    "properties": {
        "stat": {"type": "string", "pattern": r"^(SampleCount|Average|Sum|Minimum|Maximum|p\d{1,2})$"},
        "label": TEXT,
        "yAxis": {"enum": ["left", "right"]},
        "expression": TEXT,
    },
    "additionalProperties": False,
}
METRIC = {
    "type": "array",
    "minItems": 1,
    "prefixItems": [{"type": ["string", "object"]}],
    "items": {"anyOf": [TEXT, LABELLED]},
}
PROPERTIES: dict[str, dict[str, Any]] = {
    "metric": {
        "required": ["metrics", "region"],
        "properties": {
            "title": TEXT,
            "view": {"enum": ["timeSeries", "singleValue", "gauge", "bar", "pie", "table"]},
            "region": TEXT,
            "period": {"type": "integer", "multipleOf": 60, "minimum": 60},
            "yAxis": {"type": "object", "properties": {"left": {"properties": {"min": {"type": "number"}}}}},
            "metrics": {"type": "array", "minItems": 1, "maxItems": 500, "items": METRIC},
        },
    },
    "text": {"required": ["markdown"], "properties": {"markdown": TEXT}},
    "alarm": {
        "required": ["alarms"],
        "properties": {
            "title": TEXT,
            "alarms": {"type": "array", "minItems": 1, "maxItems": 100, "items": {"pattern": "^arn:"}},
        },
    },
}
WIDGET = {
    "type": "object",
    "required": ["type", "properties"],
    "properties": {
        "type": {"enum": list(PROPERTIES)},
        "x": {"type": "integer", "minimum": 0, "maximum": 23},
        "y": {"type": "integer", "minimum": 0},
        "width": {"type": "integer", "minimum": 1, "maximum": 24},
        "height": {"type": "integer", "minimum": 1, "maximum": 1000},
        "properties": {"type": "object"},
    },
    "additionalProperties": False,
    "allOf": [
        {
            "if": {"properties": {"type": {"const": kind}}},
            "then": {"properties": {"properties": {**of, "additionalProperties": False}}},
        }
        for kind, of in PROPERTIES.items()
    ],
}
SCHEMA = {
    "type": "object",
    "required": ["widgets"],
    "properties": {
        "start": {"type": "string", "pattern": r"^-P(T?\d+[HDWM])+$"},
        "periodOverride": {"enum": ["auto", "inherit"]},
        "widgets": {"type": "array", "maxItems": 500, "items": WIDGET},
    },
    "additionalProperties": False,
}
"""By "Dashboard body structure and syntax" in the CloudWatch API reference, as far as it is used here."""


@pytest.fixture(params=["everything", "options"])
def instance(request: pytest.FixtureRequest) -> Instance:
    found: Instance = request.getfixturevalue(request.param)
    return found


def body(instance: Instance) -> str:
    text: str = instance.the("aws_cloudwatch_dashboard")["dashboard_body"]
    return text


def test_without_the_options_there_is_neither_dashboard_nor_query_nor_metric(consumer: Instance) -> None:
    assert not {"aws_cloudwatch_dashboard", "aws_cloudwatch_query_definition"} & consumer.types()
    for function in consumer.every("aws_lambda_function"):
        assert "METRICS_FUNCTION" not in function["environment"][0]["variables"]


# --- The dashboard ----------------------------------------------------------------------------------


def test_the_dashboard_is_valid(instance: Instance) -> None:
    jsonschema.validate(json.loads(body(instance)), SCHEMA)
    assert re.fullmatch(r"[\w-]{1,255}", instance.the("aws_cloudwatch_dashboard")["dashboard_name"])


def test_no_widget_lies_over_another_or_beside_the_grid(instance: Instance) -> None:
    taken: set[tuple[int, int]] = set()
    for widget in json.loads(body(instance))["widgets"]:
        assert widget["x"] + widget["width"] <= 24
        cells = {
            (widget["x"] + right, widget["y"] + down)
            for right in range(widget["width"])
            for down in range(widget["height"])
        }
        assert not cells & taken
        taken |= cells


def test_every_metric_on_it_exists_by_name_and_dimensions(instance: Instance) -> None:
    shown = list(of_dashboard(body(instance)))
    assert len(shown) > 25
    for series, by in shown:
        values = ("damaged", "processed", "process_uploaded_file")
        wholes = [series._replace(dimensions=series.dimensions | {(by, one)}) for one in values if by]
        assert [] in [list(problems_of(whole, instance)) for whole in wholes or [series]], series


def test_every_metric_of_ours_is_on_it(everything: Instance) -> None:
    shown = {
        (series.name, by) for series, by in of_dashboard(body(everything)) if series.namespace == NAMESPACE
    }
    assert shown == {(name, by) for name, (_, by) in KINDS.items()}


def test_every_alarm_is_on_top(instance: Instance) -> None:
    first, *_ = json.loads(body(instance))["widgets"]
    names = {arn.split(":")[-1] for arn in first["properties"]["alarms"]}
    assert first["y"] == 0
    assert names == {alarm["alarm_name"] for alarm in instance.every("aws_cloudwatch_metric_alarm")}


def test_its_links_lead_to_log_groups(instance: Instance) -> None:
    linked = re.findall(r"log-groups/log-group/([^)]+)\)", body(instance))
    groups = {values["name"] for values in instance.every("aws_cloudwatch_log_group") if values.get("name")}
    assert len(linked) >= 3
    assert {link.replace("$252F", "/") for link in linked} <= groups


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda found: found["widgets"][0].update(x=24), "24 is greater"),
        (lambda found: found["widgets"][-1]["properties"].pop("region"), "region"),
        (lambda found: found["widgets"][-1]["properties"]["metrics"].clear(), "non-empty|too short"),
        (lambda found: found["widgets"][1]["properties"].update(text="x"), "text"),
    ],
)
def test_a_dashboard_that_is_not_valid_is_found(everything: Instance, damage: Any, message: str) -> None:
    found = json.loads(body(everything))
    damage(found)
    with pytest.raises(jsonschema.ValidationError, match=message):
        jsonschema.validate(found, SCHEMA)


@pytest.mark.parametrize(
    ("series", "problem"),
    [
        (Series("AWS/Lambda", "Error", frozenset({("FunctionName", "x")})), "has no Error"),
        (
            Series("AWS/Lambda", "Errors", frozenset({("FunctionName", "x")})),
            "nothing here is the FunctionName x",
        ),
        (Series("AWS/SQS", "NumberOfMessagesSent", frozenset()), "has no NumberOfMessagesSent by"),
    ],
)
def test_a_metric_that_never_has_a_value_is_found(everything: Instance, series: Series, problem: str) -> None:
    assert any(problem in found for found in problems_of(series, everything))


# --- The saved queries ------------------------------------------------------------------------------


def test_a_query_asks_for_its_fields() -> None:
    query = 'filter a = "b" and ispresent(c) # d\n| stats max(@timestamp) as e by f, bin(1h)| sort e'
    assert fields_of(query) == {"a", "c", "@timestamp", "f"}


def test_queries_look_where_functions_log(instance: Instance) -> None:
    groups = {values["name"] for values in instance.every("aws_cloudwatch_log_group") if values.get("name")}
    queries = instance.every("aws_cloudwatch_query_definition")
    assert len(queries) == 5
    for query in queries:
        assert query["log_group_names"]
        assert set(query["log_group_names"]) <= groups

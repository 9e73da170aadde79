"""API Gateway's event, decoded whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from proxy_event import ProxyEvent, decode_event


@pytest.mark.parametrize("event", [None, [], "", 1, {}, {"headers": None, "queryStringParameters": None}])
def test_an_event_that_says_nothing_is_decoded_to_nothing(event: object) -> None:
    assert decode_event(event) == ProxyEvent("", {}, {})


def test_method_header_and_parameter_are_decoded() -> None:
    event = decode_event(
        {"httpMethod": "GET", "headers": {"Origin": "o"}, "queryStringParameters": {"userId": "u"}}
    )

    assert event == ProxyEvent("GET", {"origin": ("o",)}, {"userId": ("u",)})


@pytest.mark.parametrize("name", ["x-auth", "X-Auth", "X-AUTH"])
@pytest.mark.parametrize(("source", "value"), [("headers", "v"), ("multiValueHeaders", ["v"])])
def test_a_header_is_found_in_any_case_and_in_either_form(name: str, source: str, value: object) -> None:
    assert decode_event({source: {name: value}}).header("x-auth") == "v"


def test_a_header_in_both_forms_is_one() -> None:
    event = {"headers": {"X-Auth": "v"}, "multiValueHeaders": {"X-Auth": ["v"]}}

    assert decode_event(event).header("x-auth") == "v"


@pytest.mark.parametrize(
    "event",
    [
        {"multiValueHeaders": {"x-auth": ["a", "b"]}},
        {"headers": {"x-auth": "b"}, "multiValueHeaders": {"x-auth": ["a", "b"]}},
        {"headers": {"x-auth": "a", "X-Auth": "b"}},
        {"headers": {"x-auth": "a"}, "multiValueHeaders": {"X-AUTH": ["b"]}},
        {"headers": {"x-auth": 1}},
        {"headers": {"x-auth": ["a", 1]}},
        {"headers": {"x-auth": None}},
        {"multiValueHeaders": {"x-auth": []}},
    ],
)
def test_a_header_with_other_than_one_text_is_none(event: object) -> None:
    assert decode_event(event).header("x-auth") is None


def test_every_value_of_a_repeated_parameter_is_kept() -> None:
    event = {
        "queryStringParameters": {"size": "2"},
        "multiValueQueryStringParameters": {"size": ["1", "2"]},
    }

    assert decode_event(event).parameters == {"size": ("1", "2")}


def test_a_parameter_in_one_form_only_is_found() -> None:
    event = {"queryStringParameters": {"a": "1"}, "multiValueQueryStringParameters": {"b": ["2"]}}

    assert decode_event(event).parameters == {"a": ("1",), "b": ("2",)}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=8,
)
parts = st.sampled_from(
    ["httpMethod", "headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters"]
)


@given(json_values | st.dictionaries(parts, json_values))
def test_whatever_the_event_is_decoding_does_not_fail(event: object) -> None:
    decoded = decode_event(event)

    assert decoded.header("origin") is None or isinstance(decoded.header("origin"), str)

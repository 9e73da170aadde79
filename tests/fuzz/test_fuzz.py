"""Short runs of the fuzzing that `nox -s fuzz` does for longer."""

from __future__ import annotations

import copy
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from images.thumbnails import Thumbnail

from tests.fuzz import image_runs, status_handler
from tests.fuzz.gateway_requests import BAD, GOOD, HEADER_NAMES, HEADER_VALUES, METHODS, events
from tests.fuzz.url_handler import (
    AUTH_HEADER,
    PARAMETERS,
    SECRET,
    Answer,
    WrongAnswerError,
    check,
    started,
)
from tests.hostile import files, optional
from tests.hostile.harmless import assert_only_pixels
from tests.unit.process_uploaded_file.images.one_thumbnail import one_thumbnail

VOLUME = 10_000
SECONDS = 5  # `nox -s fuzz` takes a minute
REGRESSIONS = Path(__file__).with_name("regressions")

type Call = Callable[[object], Answer]


@pytest.fixture(scope="module")
def call() -> Iterator[Call]:
    with started() as started_handler:
        yield started_handler


def test_no_request_of_thousands_gets_an_answer_beyond_the_contract(call: Call) -> None:
    seed = time.time_ns()  # other requests in each run; a failure names its event
    statuses = Counter(check(event, call(event)) for event in islice(events(seed), VOLUME))

    assert set(statuses) == {200, 204, 400, 403, 405}
    assert statuses[200] > VOLUME / 20


def test_no_poll_of_thousands_is_told_of_anothers_upload() -> None:
    seed = time.time_ns()
    with status_handler.started() as ask:
        polls = islice(status_handler.polls(seed), VOLUME)
        statuses = Counter(status_handler.check(event, ask(event)) for event in polls)

    assert set(statuses) == {200, 204, 400, 403, 405}
    assert statuses[200] > VOLUME / 50


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(BAD),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
parameters = st.dictionaries(
    st.sampled_from(PARAMETERS) | st.text(max_size=9),
    st.sampled_from([value for values in GOOD.values() for value in values]) | json_values,
    max_size=6,
)
header_fields = st.dictionaries(
    st.sampled_from(HEADER_NAMES) | st.text(max_size=9),
    st.sampled_from(HEADER_VALUES) | json_values,
    max_size=3,
)
requests = st.fixed_dictionaries(
    {},
    optional={
        "httpMethod": st.sampled_from(METHODS) | json_values,
        "headers": header_fields | json_values,
        "multiValueHeaders": header_fields | json_values,
        "queryStringParameters": parameters | json_values,
        "multiValueQueryStringParameters": parameters | json_values,
        "body": json_values,
    },
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(event=requests | json_values)
def test_no_request_of_any_shape_gets_an_answer_beyond_the_contract(call: Call, event: object) -> None:
    check(event, call(event))


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(name=st.sampled_from(PARAMETERS), value=st.text(max_size=300) | json_values, many=st.booleans())
def test_no_value_of_one_parameter_gets_an_answer_beyond_the_contract(
    call: Call, name: str, value: object, many: bool
) -> None:
    event = good_event()
    event["multiValueQueryStringParameters" if many else "queryStringParameters"][name] = value

    check(event, call(event))


def good_event() -> dict[str, Any]:
    """Return a request that gets an upload URL."""
    return {
        "httpMethod": "GET",
        "headers": {AUTH_HEADER: SECRET},
        "queryStringParameters": {"userId": "u-1", "filename": "cat", "ext": "png"},
        "multiValueQueryStringParameters": {},
    }


def with_body(answer: Answer, **changed: object) -> Answer:
    return {**answer, "body": json.dumps({**json.loads(answer["body"]), **changed})}


def test_a_wrong_answer_would_be_told(call: Call) -> None:
    event = good_event()
    good = call(copy.deepcopy(event))
    key = json.loads(good["body"])["file_key"]
    stranger = {**event, "headers": {}}

    assert check(event, good) == 200
    for asked, wrong in (
        (event, with_body(good, file_key=key.replace("u-1", "u-2"))),
        (event, with_body(good, file_key=key.replace("uploads", "thumbnails"))),
        (event, with_body(good, file_key=f"{key}/x")),
        (event, with_body(good, headers={"Content-Type": "text/html", "If-None-Match": "*"})),
        (event, with_body(good, upload_url="https://evil.example.com/")),
        (event, {**good, "statusCode": 500}),
        (event, {**good, "headers": {**good["headers"], "X-Evil": "1"}}),
        (event, {**good, "statusCode": 400, "body": '{"error": {"code": "x", "message": "cat is wrong"}}'}),
        (stranger, good),
    ):
        with pytest.raises(WrongAnswerError):
            check(asked, wrong)


def test_fuzzing_of_the_image_path_finds_nothing_for_a_while(tmp_path: Path) -> None:
    run = image_runs.fuzz(SECONDS, tmp_path)

    assert [path.read_bytes()[:200] for path in run.found] == [], run.said[-2000:]
    assert run.inputs > 100


def test_what_was_found_once_stays_mended() -> None:
    found = {path.stem: path.read_bytes() for path in REGRESSIONS.glob("*.bin")}
    for name, content in {**files.seeds(), **optional.seeds(), **found}.items():
        begun = time.process_time()
        result = one_thumbnail(content)

        assert time.process_time() - begun < 5, name
        assert isinstance(result, Thumbnail) or name in found
        if isinstance(result, Thumbnail):
            assert_only_pixels(result.content, result.content_type)

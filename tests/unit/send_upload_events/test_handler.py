"""Each verdict in the table's stream becomes an event of the documented form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.stub import ANY, Stubber
from jsonschema import Draft202012Validator
from metadata_item import Item, Status
from reasons import Reason

from local_aws.engine import ROOT
from tests.unit.handlers import load_handler

KEY = "uploads/u-1/0f8b5c1d9f0e4a7f8f1a2b3c4d5e6f70_My cat.png"
BUS = "arn:aws:events:eu-central-1:111122223333:event-bus/default"
ENVIRONMENT = {
    "UPLOADS_BUCKET": "dev-uploads",
    "EVENT_BUS": BUS,
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAEXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "s",
}
SCHEMA = json.loads((ROOT / "docs/upload-event.schema.json").read_text())
FULL = {
    "etag": "abc",
    "size": 48213,
    "content_type": "image/png",
    "width": 640,
    "height": 480,
    "thumbnail_key": "thumbnails/t.png",
    "thumbnails": {"default": "thumbnails/t.png", "large": "thumbnails/t.large.png"},
}


def item(status: Status, **more: Any) -> Item:
    times = {"uploaded_at": "2026-11-28T10:00:00Z", "processed_at": "2026-11-28T10:00:01.000001Z"}
    return Item(user_id="u-1", file_key=KEY, status=status, version_id="v1", **{**times, **more})


VERDICTS = [
    item(Status.PROCESSED, **FULL),
    item(Status.INFECTED, size=68, etag="e"),
    item(Status.UNSCANNABLE, reason="size"),
    *(item(Status.REJECTED, reason=reason) for reason in Reason),
]


def record(number: int, one: Item | None) -> dict[str, Any]:
    """Return a record of the stream: of a written item, or of one that was deleted."""
    image = {} if one is None else {"NewImage": one.to_attributes()}
    return {"dynamodb": {"SequenceNumber": str(number), **image}}


@pytest.fixture
def function(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    return load_handler("send_upload_events")


@pytest.fixture
def bus(function: Any) -> Iterator[Stubber]:
    with Stubber(function.EVENTS) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def takes(bus: Stubber, *errors: str | None) -> None:
    """Let EventBridge answer one call: an error for each entry, None for one that it takes."""
    entries = [{"ErrorCode": error} if error else {"EventId": "1"} for error in errors]
    answer = {"FailedEntryCount": sum(map(bool, errors)), "Entries": entries}
    bus.add_response("put_events", answer, {"Entries": ANY})


@pytest.mark.parametrize("verdict", VERDICTS, ids=lambda one: f"{one.status}-{one.reason}")
def test_the_event_of_a_verdict_has_the_documented_form(function: Any, verdict: Item) -> None:
    entry = function.upload_event(verdict.to_attributes(), "dev-uploads", BUS)
    detail = json.loads(entry["Detail"])
    Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(detail)
    assert (entry["Source"], entry["DetailType"], entry["EventBusName"]) == (
        *("image-uploader", "Upload Finished"),
        BUS,
    )
    assert detail | {"version": "1", "bucket": "dev-uploads"} == detail
    assert detail["status"] == verdict.status
    assert detail.get("reason") == verdict.reason


def test_every_field_of_an_item_is_in_the_event_and_in_the_schema(function: Any) -> None:
    full = item(Status.REJECTED, reason="corrupt", **FULL)
    detail = json.loads(function.upload_event(full.to_attributes(), "b", BUS)["Detail"])
    assert detail.keys() == full.to_attributes().keys() | {"version", "bucket"}
    assert SCHEMA["properties"].keys() == detail.keys()


def test_an_attribute_that_the_schema_does_not_know_is_not_sent(function: Any) -> None:
    attributes = {**VERDICTS[0].to_attributes(), "note": {"S": "of another release"}}
    detail = json.loads(function.upload_event(attributes, "b", BUS)["Detail"])
    assert detail.keys() <= SCHEMA["properties"].keys()


@pytest.mark.usefixtures("bus")
def test_pending_and_deleted_items_are_no_events(function: Any) -> None:
    event = {"Records": [record(1, item(Status.PENDING)), record(2, None)]}
    assert function.handler(event, None) == {"batchItemFailures": []}


def test_entries_that_are_refused_are_tried_again_and_no_others(function: Any, bus: Stubber) -> None:
    takes(bus, None, "ThrottlingException", None)
    event = {"Records": [record(number, VERDICTS[0]) for number in (7, 8, 9)]}
    assert function.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "8"}]}


def test_a_batch_of_any_size_is_sent_ten_at_a_time(function: Any, bus: Stubber) -> None:
    takes(bus, *[None] * 10)
    takes(bus, *[None] * 10)
    takes(bus, "InternalFailure")
    event = {"Records": [record(number, VERDICTS[0]) for number in range(21)]}
    assert function.handler(event, None) == {"batchItemFailures": [{"itemIdentifier": "20"}]}


def test_a_call_that_fails_fails_the_batch(function: Any, bus: Stubber) -> None:
    bus.add_client_error("put_events", "AccessDeniedException")
    with pytest.raises(Exception, match="AccessDenied"):
        function.handler({"Records": [record(1, VERDICTS[0])]}, None)


def test_logs_name_neither_user_nor_file(
    function: Any, bus: Stubber, capsys: pytest.CaptureFixture[str]
) -> None:
    takes(bus, None)
    function.handler({"Records": [record(1, VERDICTS[0])]}, None)
    said = capsys.readouterr().out
    assert json.loads(said)["upload"] == "0f8b5c1d9f0e4a7f8f1a2b3c4d5e6f70"
    assert "u-1" not in said
    assert "cat" not in said

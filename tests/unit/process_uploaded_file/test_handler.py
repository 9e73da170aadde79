"""The function as Lambda calls it: every record is handled, what failed is raised, each leaves a line."""

from __future__ import annotations

import json
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from notices.notice import UnexpectedEventError
from processing import Processor
from processing_settings import ProcessingSettingsError
from upload_id import upload_id

from tests.unit.handlers import load_handler
from tests.unit.process_uploaded_file.processing_world import IMAGE, KEY, World, at
from tests.unit.process_uploaded_file.test_notices import finding, recorded, s3_record
from tests.unit.process_uploaded_file.test_processing_settings import ENVIRONMENT
from tests.unit.shared.embedded_metrics import data_of

CONTEXT = SimpleNamespace(aws_request_id="request-1")


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    return monkeypatch


def load(world: World) -> ModuleType:
    module = load_handler("process_uploaded_file")
    module.PROCESSOR = Processor(  # type: ignore[attr-defined]
        world.settings, world.aws, world.now, module.DECODER.make_thumbnails
    )
    return module


@pytest.fixture
def world(environment: pytest.MonkeyPatch) -> World:
    environment.setenv("SCANNER", "bucketav")
    environment.setenv("DELETE_REJECTED", "false")
    return World()


def about(version: str, status: str = "clean", key: str = KEY) -> dict[str, Any]:
    return finding({"bucket": "bucket", "key": key, "version": version, "status": status})


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [line for line in told if line["message"] == "upload"]


def test_every_record_of_an_event_is_handled(world: World) -> None:
    keys = [f"uploads/user-1/{number}.png" for number in range(3)]
    versions = [world.aws.upload(key, IMAGE, at(0)) for key in keys]
    event = {"Records": [about(version, key=key) for key, version in zip(keys, versions, strict=True)]}
    load(world).handler(event, CONTEXT)
    assert [world.item(key)["status"] for key in keys] == ["processed"] * 3


def test_calls_to_aws_end_within_the_functions_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    module = load(world)
    told: list[float] = []
    monkeypatch.setattr(module.GATEWAY, "end_within", told.append)
    monkeypatch.setattr(module.DECODER, "end_within", told.append)
    version = world.aws.upload(KEY, IMAGE, at(0))
    context = SimpleNamespace(aws_request_id="request-1", get_remaining_time_in_millis=lambda: 59_000)
    module.handler({"Records": [about(version)]}, context)
    assert told == [59.0, 59.0]


def test_one_bad_record_neither_holds_up_nor_repeats_the_others(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    good = [world.aws.upload(f"uploads/user-1/{number}.png", IMAGE, at(0)) for number in range(2)]
    event = {
        "Records": [
            about(good[0], key="uploads/user-1/0.png"),
            finding("no JSON"),
            s3_record(),
            about(good[1], key="uploads/user-1/1.png"),
        ]
    }
    module = load(world)
    for _ in range(3):  # as Lambda tries it
        with pytest.raises(module.RecordsFailedError, match=r"not a JSON object.*Only findings"):
            module.handler(event, CONTEXT)
    assert world.aws.reads == good
    assert [line["action"] for line in lines(capsys)] == [
        "recorded", "failed", "failed", "recorded", *["already_done", "failed", "failed", "already_done"] * 2,
    ]  # fmt: skip


def test_what_failed_is_raised_with_its_cause_and_works_when_tried_again(world: World) -> None:
    version = world.aws.upload(KEY, IMAGE, at(0))
    module = load(world)

    def fail(name: str) -> None:
        if name == "put_item":
            raise ConnectionResetError("reset by peer")

    world.aws.at_call = fail
    with pytest.raises(
        module.RecordsFailedError, match=f"Upload {upload_id(KEY)}: ConnectionResetError: reset by peer"
    ) as raised:
        module.handler({"Records": [about(version)]}, CONTEXT)
    assert raised.value.__suppress_context__, "a traceback would show the cause's own text"
    world.aws.at_call = lambda _: None
    module.handler({"Records": [about(version)]}, CONTEXT)
    assert world.item()["status"] == "processed"


@pytest.mark.parametrize(
    "said",
    [
        'Read timeout on endpoint URL: "https://bucket.s3.amazonaws.com/uploads/user-1/a%20cat.png?versionId=1"',
        "uploads/user-1/0123_cat.png changed",
        'not authorized on resource: "arn:aws:s3:::bucket/thumbnails/user-1/0123_a cat.7.png" because',
    ],
)
def test_a_failure_is_told_without_user_and_file_name(
    world: World, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    version = world.aws.upload("uploads/user-1/0123_cat.png", IMAGE, at(0))

    def fail(name: str) -> None:
        if name == "put_item":
            raise TimeoutError(said)

    world.aws.at_call = fail
    module = load(world)
    with pytest.raises(module.RecordsFailedError, match="TimeoutError") as raised:
        module.handler({"Records": [about(version, key="uploads/user-1/0123_cat.png")]}, CONTEXT)
    told = str(raised.value) + capsys.readouterr().out
    assert "TimeoutError" in told
    assert not any(secret in told for secret in ("user-1", "cat", "versionId"))


def arrival(version: str) -> dict[str, Any]:
    event: dict[str, Any] = recorded("eventbridge_object_created")
    detail = {"bucket": {"name": "bucket"}, "object": {"key": KEY, "version-id": version}}
    return {**event, "detail": detail}


@pytest.mark.parametrize("scanner", ["bucketav", "none"])
def test_an_arrival_is_taken_with_every_scanner(
    world: World, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scanner: str
) -> None:
    environment.setenv("SCANNER", scanner)
    load(world).handler(arrival(world.aws.upload(KEY, IMAGE, at(0))), CONTEXT)
    (line,) = lines(capsys)
    assert (line["verdict"], line["action"], line["status"]) == ("arrived", "recorded", "pending")


def test_a_malformed_arrival_is_raised(world: World) -> None:
    module = load(world)
    with pytest.raises(module.RecordsFailedError, match="does not name a bucket and a key"):
        module.handler({**arrival("v0"), "detail": {}}, CONTEXT)


def test_a_scheduled_check_prints_metrics(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    module = load(world)
    module.handler(arrival(world.aws.upload(KEY, IMAGE, at(0))), CONTEXT)
    module.GATEWAY = world.aws  # type: ignore[attr-defined]
    world.aws.end_within = lambda _: None  # type: ignore[attr-defined]
    module.handler({"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}, CONTEXT)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["Bucket"], line["PendingUploads"]) == ("bucket", 1)


def test_a_check_that_fails_leaves_a_line_and_no_dead_letter(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    module = load(world)

    def hang() -> None:
        raise ConnectionResetError("reset by peer")

    monkeypatch.setattr(module.GATEWAY, "pending_uploads", hang)
    module.handler({"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}, CONTEXT)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (line["level"], line["message"], line["error"]) == (
        "ERROR",
        "pending check",
        "ConnectionResetError",
    )


def test_an_event_that_is_none_is_raised(world: World) -> None:
    with pytest.raises(UnexpectedEventError):
        load(world).handler({"detail": {}}, CONTEXT)


def test_s3s_test_message_is_nothing(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    module = load(world)
    module.handler(recorded("s3_test_event"), CONTEXT)
    module.handler({"Records": [finding(recorded("s3_test_event"))]}, CONTEXT)
    assert world.aws.calls == []
    assert [line["action"] for line in lines(capsys)] == ["ignored"]


def test_without_a_scanner_s3s_own_notifications_are_taken(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SCANNER", "none")
    world = World()
    key = "uploads/user-1/0123_my cat + 100% ü.png"
    world.aws.upload(key, IMAGE, at(0))
    world.aws.objects[key][0].version_id = "096fKKXTRTtl3on89fVO.nfljtsv6qko"
    load(world).handler(recorded("s3_object_created"), CONTEXT)
    assert world.item(key)["status"] == "processed"


def test_each_record_leaves_a_line_that_says_what_came_of_it(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    version = world.aws.upload(KEY, b"SECRET no image", at(0))
    load(world).handler({"Records": [about(version), about(version, key="other/x")]}, CONTEXT)
    first, second = lines(capsys)
    assert first.pop("milliseconds") >= 0
    assert first == {
        "level": "INFO",
        "message": "upload",
        "request_id": "request-1",
        "upload": upload_id(KEY),
        "version": version,
        "verdict": "clean",
        "action": "recorded",
        "status": "rejected",
        "reason": "not_an_image",
    }
    assert (second["action"], second["upload"]) == ("ignored", upload_id("other/x"))


def test_lines_carry_metrics_if_the_function_is_told_to(
    world: World, environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("METRICS_FUNCTION", "process_uploaded_file")
    good, bad = world.aws.upload(KEY, IMAGE, at(0)), world.aws.upload("uploads/u/x", b"no image", at(0))

    load(world).handler({"Records": [about(good), about(bad, key="uploads/u/x"), about(good)]}, CONTEXT)

    first, second, third = (
        {
            (datum.series.name, *sorted(value for name, value in datum.series.dimensions if name != "Bucket"))
            for datum in data_of(json.dumps(line))
        }
        for line in lines(capsys)
    )
    opened = {("UploadBytes",), ("UploadToVerdict",), ("ThumbnailTime",), ("ThumbnailPeakMemory",)}
    assert first == {("ColdStarts", "process_uploaded_file"), ("Verdicts", "processed"), *opened}
    assert second == {("Verdicts", "rejected"), ("NotProcessed", "not_an_image"), *opened}
    assert third == set()


def test_a_missing_setting_stops_the_start_and_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.delenv("METADATA_TABLE")
    with pytest.raises(ProcessingSettingsError, match="METADATA_TABLE is missing"):
        load_handler("process_uploaded_file")


def test_the_next_events_decoder_is_prepared_when_this_one_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = load(world)
    done: list[str] = []
    monkeypatch.setattr(module.DECODER, "prepare", lambda: done.extend(world.aws.calls))
    module.handler({"Records": [about(world.aws.upload(KEY, IMAGE, at(0)))]}, CONTEXT)
    assert done[-1] == "put_item"

"""S3's notifications and the scanner's findings become the same value; everything else is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from all_scanners import load_scanner, scanner_names
from hypothesis import given
from hypothesis import strategies as st
from notices.notice import Meaning, UnexpectedEventError, UploadNotice, Verdict

EVENTS = Path(__file__).parent / "events"
KEY = "uploads/user-1/0123_my cat + 100% ü.png"
VERSION = "096fKKXTRTtl3on89fVO.nfljtsv6qko"
BUCKETAV, NONE = load_scanner("bucketav"), load_scanner("none")


def recorded(name: str) -> Any:
    return json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))


def s3_record(**changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = recorded("s3_object_created")["Records"][0]
    return {**record, **changes}


def finding(message: object, **changes: Any) -> dict[str, Any]:
    record: dict[str, Any] = recorded("sns_finding_clean")["Records"][0]
    body = message if isinstance(message, str) else json.dumps(message)
    return {**record, "Sns": {**record["Sns"], "Message": body, **changes}}


def test_an_s3_notification_and_a_finding_become_the_same_value() -> None:
    (s3,) = NONE.records(recorded("s3_object_created"))
    (sns,) = BUCKETAV.records(recorded("sns_finding_clean"))
    assert NONE.decode(s3) == UploadNotice(
        "bucket", KEY, VERSION, Meaning(Verdict.NOT_ASKED), datetime(2026, 5, 1, 12, 0, 1, tzinfo=UTC)
    )
    assert BUCKETAV.decode(sns) == UploadNotice(
        "bucket", KEY, VERSION, Meaning(Verdict.CLEAN), datetime(2026, 5, 1, 12, 0, 9, tzinfo=UTC)
    )


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_keys_of_s3_are_decoded_once_and_those_of_findings_not_at_all(name: str) -> None:
    key = f"uploads/u/{name}"
    s3 = s3_record(
        s3={"bucket": {"name": "b"}, "object": {"key": quote_plus(key, safe="/"), "versionId": "v"}}
    )
    notice = NONE.decode(s3)
    assert notice is not None
    assert notice.key == key
    notice = BUCKETAV.decode(finding({"bucket": "b", "key": key, "status": "clean"}))
    assert notice is not None
    assert notice.key == key


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ("clean", Verdict.CLEAN),
        ("infected", Verdict.INFECTED),
        ("no", Verdict.UNSCANNABLE),
        ("CLEAN", Verdict.UNSCANNABLE),
        ("clean ", Verdict.UNSCANNABLE),
        ("suspicious", Verdict.UNSCANNABLE),
        ("", Verdict.UNSCANNABLE),
    ],
)
def test_only_the_very_word_clean_is_clean(status: str, verdict: Verdict) -> None:
    notice = BUCKETAV.decode(finding({"bucket": "b", "key": "k", "status": status}))
    assert notice is not None
    assert notice.meaning == Meaning(verdict, "not_scanned" if verdict is Verdict.UNSCANNABLE else None)


@pytest.mark.parametrize("version", [{}, {"version": None}, {"version": ""}])
def test_a_finding_may_lack_the_version(version: dict[str, object]) -> None:
    notice = BUCKETAV.decode(finding({"bucket": "b", "key": "k", "status": "clean", **version}))
    assert notice is not None
    assert notice.version is None


@pytest.mark.parametrize("timestamp", [None, "yesterday", 5])
def test_a_notice_may_lack_its_time(timestamp: object) -> None:
    record = finding({"bucket": "b", "key": "k", "status": "no"}, Timestamp=timestamp)
    notice = BUCKETAV.decode(record)
    assert notice is not None
    assert notice.sent_at is None


def test_a_test_message_of_s3_reports_nothing() -> None:
    assert NONE.records(recorded("s3_test_event")) == []
    assert BUCKETAV.decode(finding(recorded("s3_test_event"))) is None


def test_with_bucketav_an_upload_that_was_not_scanned_is_refused() -> None:
    with pytest.raises(UnexpectedEventError, match="Only findings"):
        BUCKETAV.decode(s3_record())


def test_without_a_scanner_a_finding_is_refused() -> None:
    with pytest.raises(UnexpectedEventError, match="Only S3's notifications"):
        NONE.decode(recorded("sns_finding_clean")["Records"][0])


@pytest.mark.parametrize("event", [None, [], "text", {}, {"Records": None}, {"Records": []}, {"Records": {}}])
def test_an_event_without_records_is_refused(event: object) -> None:
    with pytest.raises(UnexpectedEventError, match="no records"):
        NONE.records(event)


@pytest.mark.parametrize(
    "record",
    [
        None,
        "text",
        {},
        s3_record(eventName="ObjectRemoved:Delete"),
        s3_record(eventName=None),
        s3_record(s3=None),
        s3_record(s3={"bucket": {"name": "b"}}),
        s3_record(s3={"bucket": {"name": "b"}, "object": "text"}),
        s3_record(s3={"bucket": {"name": ""}, "object": {"key": "k"}}),
        s3_record(s3={"bucket": {"name": "b"}, "object": {"key": 5}}),
        s3_record(s3={"bucket": {"name": "b"}, "object": {"key": "%ff"}}),
        s3_record(s3={"bucket": {"name": "b"}, "object": {"key": "k", "versionId": 5}}),
    ],
)
def test_a_malformed_s3_record_is_refused(record: object) -> None:
    with pytest.raises(UnexpectedEventError):
        NONE.decode(record)


@pytest.mark.parametrize(
    "record",
    [
        None,
        {"EventSource": "aws:sns"},
        {"EventSource": "aws:sns", "Sns": {"Message": None}},
        finding("no JSON"),
        finding("[]"),
        finding({"key": "k", "status": "clean"}),
        finding({"bucket": "b", "status": "clean"}),
        finding({"bucket": "b", "key": "k"}),
        finding({"bucket": "b", "key": "k", "status": True}),
        finding({"bucket": "b", "key": ["k"], "status": "clean"}),
        finding({"bucket": "b", "key": "k", "status": "clean", "version": 5}),
        finding(recorded("s3_object_created")),
    ],
)
def test_a_malformed_finding_is_refused(record: object) -> None:
    with pytest.raises(UnexpectedEventError):
        BUCKETAV.decode(record)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("Records", "Sns", "Message", "s3", "bucket", "object", "key", "status", "Event")
            ),
            inner,
        )
    ),
    max_leaves=8,
)


@given(json_values, st.sampled_from(("aws:sns", "aws:s3")), json_values)
def test_whatever_else_comes_is_refused_and_nothing_worse(value: object, source: str, inner: object) -> None:
    for event in (
        value,
        {"Records": [value]},
        {"Records": [{"EventSource": source, "Sns": inner, "s3": inner}]},
    ):
        for name in scanner_names():
            scanner = load_scanner(name)
            try:
                for record in scanner.records(event):
                    scanner.decode(record)
            except UnexpectedEventError:
                pass

"""GuardDuty's results become notices; only a completed scan finds a file clean or infected."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from all_scanners import load_scanner
from hypothesis import given
from hypothesis import strategies as st
from notices.notice import Meaning, UnexpectedEventError, UploadNotice, Verdict

from tests.unit.process_uploaded_file.test_notices import KEY, VERSION, recorded

GUARDDUTY = load_scanner("guardduty")
SOME_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


def result(path: str = "", value: object = None) -> dict[str, Any]:
    """Return the recorded event, with the field at the path changed."""
    event: dict[str, Any] = copy.deepcopy(recorded("guardduty_result"))
    if path:
        *steps, last = path.split(".")
        at = event
        for step in steps:
            at = at[step]
        at[last] = value
    return event


def meaning_of(status: object, found: object) -> Meaning:
    event = result("detail.scanStatus", status)
    event["detail"]["scanResultDetails"] = {"scanResultStatus": found, "threats": None}
    (record,) = GUARDDUTY.records(event)
    notice = GUARDDUTY.decode(record)
    assert notice is not None
    return notice.meaning


def test_a_result_is_decoded_with_its_key_as_it_is() -> None:
    (record,) = GUARDDUTY.records(result())
    assert GUARDDUTY.decode(record) == UploadNotice(
        "bucket", KEY, VERSION, Meaning(Verdict.CLEAN), datetime(2026, 5, 1, 12, 0, 9, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("status", "found", "verdict", "reason"),
    [
        ("COMPLETED", "NO_THREATS_FOUND", Verdict.CLEAN, None),
        ("COMPLETED", "THREATS_FOUND", Verdict.INFECTED, None),
        ("SKIPPED", "UNSUPPORTED", Verdict.UNSCANNABLE, "scan_unsupported"),
        ("SKIPPED", "ACCESS_DENIED", Verdict.UNSCANNABLE, "scan_access_denied"),
        ("SKIPPED", None, Verdict.UNSCANNABLE, "scan_skipped"),
        ("SKIPPED", "NO_THREATS_FOUND", Verdict.UNSCANNABLE, "scan_skipped"),
        ("SKIPPED", "THREATS_FOUND", Verdict.UNSCANNABLE, "scan_skipped"),
        ("FAILED", "FAILED", Verdict.UNSCANNABLE, "scan_failed"),
        ("FAILED", None, Verdict.UNSCANNABLE, "scan_failed"),
        ("FAILED", "NO_THREATS_FOUND", Verdict.UNSCANNABLE, "scan_failed"),
        ("COMPLETED", None, Verdict.UNSCANNABLE, "not_scanned"),
        ("COMPLETED", "no_threats_found", Verdict.UNSCANNABLE, "not_scanned"),
        ("COMPLETED", ["NO_THREATS_FOUND"], Verdict.UNSCANNABLE, "not_scanned"),
        ("NO_THREATS_FOUND", None, Verdict.UNSCANNABLE, "not_scanned"),
        ("TOMORROW", "NO_THREATS_FOUND", Verdict.UNSCANNABLE, "not_scanned"),
    ],
)
def test_only_a_completed_scan_finds_a_file_clean_or_infected(
    status: str, found: object, verdict: Verdict, reason: str | None
) -> None:
    assert meaning_of(status, found) == Meaning(verdict, reason)


def test_a_result_without_details_is_what_its_status_says() -> None:
    event = result("detail.scanStatus", "FAILED")
    event["detail"]["scanResultDetails"] = None
    notice = GUARDDUTY.decode(event)
    assert notice is not None
    assert notice.meaning.reason == "scan_failed"


@pytest.mark.parametrize(
    ("field", "value"),
    [("source", "aws.s3"), ("detail-type", "GuardDuty Finding"), ("source", None)],
)
def test_an_event_of_another_kind_is_refused(field: str, value: object) -> None:
    with pytest.raises(UnexpectedEventError, match="Only GuardDuty's results"):
        GUARDDUTY.records(result(field, value))


@pytest.mark.parametrize("name", ["s3_object_created", "sns_finding_clean", "eventbridge_object_created"])
def test_no_other_source_is_taken(name: str) -> None:
    with pytest.raises(UnexpectedEventError, match="Only GuardDuty's results"):
        GUARDDUTY.records(recorded(name))


@given(
    field=st.sampled_from(
        ["detail", "detail.s3ObjectDetails", "detail.scanStatus", "detail.s3ObjectDetails.objectKey"]
    ),
    value=SOME_JSON,
)
def test_a_malformed_result_is_refused_and_nothing_worse(field: str, value: object) -> None:
    event = result(field, value)
    try:
        notice = GUARDDUTY.decode(event)
    except UnexpectedEventError:
        return
    assert isinstance(value, str)
    assert notice is not None
    assert (notice.verdict is Verdict.CLEAN) == (field == "detail.s3ObjectDetails.objectKey")


def test_a_result_without_an_object_is_refused() -> None:
    for field in ("detail.s3ObjectDetails.objectKey", "detail.s3ObjectDetails.bucketName"):
        with pytest.raises(UnexpectedEventError, match="bucket and a key"):
            GUARDDUTY.decode(result(field))

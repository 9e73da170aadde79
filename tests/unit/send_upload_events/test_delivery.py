"""Whatever fails when, each verdict is sent at least once: a stream with faults at every call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.handlers import load_handler
from tests.unit.send_upload_events.test_handler import ENVIRONMENT, VERDICTS, record

BATCH = 10
FAULTS = st.sampled_from(["none", "refused", "raised before", "killed after"])


class Bus:
    """Takes events, and fails as it is told; when nothing more is told, it works."""

    def __init__(self, faults: list[tuple[str, int]]) -> None:
        self._faults = iter(faults)
        self.taken: set[str] = set()

    def put_events(self, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        """Take all entries, all but one, or none; `killed after` takes them and tells nobody."""
        fault, place = next(self._faults, ("none", 0))
        if fault == "raised before":
            raise ConnectionError(fault)
        refused = place % len(Entries) if fault == "refused" else None
        results = [
            {"ErrorCode": "Throttled"} if n == refused else {"EventId": "1"} for n in range(len(Entries))
        ]
        self.taken |= {
            json.loads(entry["Detail"])["version_id"] for n, entry in enumerate(Entries) if n != refused
        }
        if fault == "killed after":
            raise ConnectionError(fault)
        return {"Entries": results}


def deliver(handler: Any, records: list[dict[str, Any]]) -> None:
    """Call the handler as Lambda does for a stream whose mapping splits batches and asks what failed.

    A batch that raised is halved, down to one record; one that reported failures goes on from the first of
    them. Lambda's documentation, "Reporting batch item failures" and "Bisect on function error".
    """
    places = {one["dynamodb"]["SequenceNumber"]: place for place, one in enumerate(records)}
    start, size = 0, BATCH
    while start < len(records):
        batch = records[start : start + size]
        try:
            failed = handler({"Records": batch}, None)["batchItemFailures"]
        except ConnectionError:
            size = max(1, len(batch) // 2)
            continue
        start = min((places[one["itemIdentifier"]] for one in failed), default=start + len(batch))
        size = BATCH


@pytest.fixture(scope="module")
def function() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        yield load_handler("send_upload_events")


@settings(max_examples=200, deadline=None)
@given(
    kinds=st.lists(st.sampled_from(["verdict", "pending", "deleted"]), max_size=35),
    faults=st.lists(st.tuples(FAULTS, st.integers(0, 9)), max_size=12),
)
def test_each_verdict_is_sent_at_least_once(
    function: Any, kinds: list[str], faults: list[tuple[str, int]]
) -> None:
    records, verdicts = [], set()
    for number, kind in enumerate(kinds):
        one = record(number, None if kind == "deleted" else VERDICTS[number % len(VERDICTS)])
        if kind != "deleted":
            one["dynamodb"]["NewImage"]["version_id"] = {"S": f"v{number}"}
        if kind == "pending":
            one["dynamodb"]["NewImage"]["status"] = {"S": "pending"}
        if kind == "verdict":
            verdicts.add(f"v{number}")
        records.append(one)
    function.EVENTS = bus = Bus(faults)
    deliver(function.handler, records)
    assert bus.taken == verdicts

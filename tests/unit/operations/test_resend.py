"""Upload events are sent again from the table: all, by the function that makes them, or it is said."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from operations.resend_upload_events import main

ITEMS = [
    {
        "user_id": {"S": "u"},
        "file_key": {"S": f"uploads/u/{number}_cat.png"},
        "processed_at": {"S": f"2026-11-28T10:00:{number:02}.000000Z"},
    }
    for number in range(21)
]


@dataclass
class Account:
    """A table of two pages, and a function that answers as it is told; in place of a boto3 session."""

    answer: dict[str, Any] = field(default_factory=lambda: {"batchItemFailures": []})
    error: str | None = None
    sent: list[list[str]] = field(default_factory=list)
    asked: dict[str, Any] = field(default_factory=dict)

    def client(self, _service: str) -> Account:
        return self

    def get_paginator(self, _operation: str) -> Account:
        return self

    def paginate(self, **asked: Any) -> list[dict[str, Any]]:
        self.asked = asked
        return [{"Items": ITEMS[:15]}, {"Items": ITEMS[15:]}]

    def invoke(self, FunctionName: str, Payload: str) -> dict[str, Any]:  # noqa: N803 - Lambda's
        assert FunctionName == "sending"
        images = [record["dynamodb"]["NewImage"] for record in json.loads(Payload)["Records"]]
        self.sent.append([image["file_key"]["S"] for image in images])
        error = {"FunctionError": self.error} if self.error else {}
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode()), **error}


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    made = Account()
    monkeypatch.setattr("boto3.Session", lambda **_: made)
    return made


def run(monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr("sys.argv", ["resend", "--table", "items", "--function", "sending", *options])
    return main()


def test_every_item_is_sent_once(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == 0
    assert [len(batch) for batch in account.sent] == [10, 10, 1]
    assert [key for batch in account.sent for key in batch] == [item["file_key"]["S"] for item in ITEMS]


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("2026-11-28T10:00:00Z", "2026-11-28T10:00:00"),
        ("2026-11-28T12:00:00+02:00", "2026-11-28T10:00:00"),
        ("2026-11-28", "2026-11-28T00:00:00"),
    ],
)
def test_the_time_is_compared_in_utc(
    account: Account, monkeypatch: pytest.MonkeyPatch, text: str, since: str
) -> None:
    run(monkeypatch, "--since", text)
    assert account.asked["ExpressionAttributeValues"][":since"] == {"S": since}


def test_a_dry_run_counts_and_sends_nothing(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "--dry-run") == 0
    assert account.sent == []
    assert "21 events would be sent" in capsys.readouterr().out


@pytest.mark.parametrize("way", ["refused", "raised"])
def test_what_was_not_sent_is_said(
    account: Account, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    if way == "refused":
        account.answer = {"batchItemFailures": [{"itemIdentifier": "3"}]}
    else:
        account.answer, account.error = {"errorMessage": "no"}, "Unhandled"
    assert run(monkeypatch) == 1
    assert "2026-11-28T10:00:00.000000Z" in capsys.readouterr().err

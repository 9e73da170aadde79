"""What is counted of a notice, and what decoding its file took."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from decoder.client import Decoding
from images.decoding.rejected_image import ImageProblem
from metadata_item import Item, Status
from processing import Action, Outcome
from upload_metrics import upload_metrics

ITEM = Item(
    user_id="u",
    file_key="uploads/u/x",
    status=Status.PROCESSED,
    uploaded_at="2026-01-01T00:00:00Z",
    processed_at="2026-01-01T00:00:01.500000Z",
    etag="e",
    size=17,
)
UPLOADED = 1767225600.0


def of(item: Item, action: Action = Action.RECORDED) -> tuple[dict[str, float], dict[str, str]]:
    return upload_metrics(Outcome(action, item), None, UPLOADED + 1.5)


def test_a_recorded_upload_is_counted_by_its_status() -> None:
    values = {"Verdicts": 1, "UploadBytes": 17, "UploadToVerdict": 1500}
    assert of(ITEM) == (values, {"Status": "processed"})


def test_one_that_is_not_processed_is_counted_by_its_reason_too() -> None:
    values, dimensions = of(replace(ITEM, status=Status.REJECTED, reason=ImageProblem.DAMAGED))
    assert (values["NotProcessed"], dimensions) == (1, {"Status": "rejected", "Reason": "damaged"})


def test_what_is_not_known_is_not_measured() -> None:
    assert of(replace(ITEM, size=None, etag=None)) == ({"Verdicts": 1}, {"Status": "processed"})


@pytest.mark.parametrize("action", [Action.ALREADY_DONE, Action.SUPERSEDED, Action.IGNORED])
def test_what_is_not_recorded_is_not_counted(action: Action) -> None:
    assert of(ITEM, action) == ({}, {})


def test_an_arrival_is_no_verdict() -> None:
    assert of(replace(ITEM, status=Status.PENDING)) == ({}, {})
    assert upload_metrics(None, None, UPLOADED) == ({}, {})


@pytest.mark.parametrize(
    ("decoding", "values"),
    [
        (Decoding(12.34, 1024, False), {"ThumbnailTime": 12.3, "ThumbnailPeakMemory": 1024}),
        (Decoding(1, None, True), {"ThumbnailTime": 1, "DecoderKills": 1}),
    ],
)
def test_a_decoding_is_measured_whatever_came_of_it(decoding: Decoding, values: Any) -> None:
    assert upload_metrics(None, decoding, UPLOADED) == (values, {})

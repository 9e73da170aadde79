"""The metrics of one notice."""

from __future__ import annotations

from datetime import datetime

from decoder.client import Decoding
from metadata_item import Status
from processing import Action, Outcome


def upload_metrics(
    outcome: Outcome | None, decoding: Decoding | None, now: float
) -> tuple[dict[str, float], dict[str, str]]:
    """Return the values of metrics and of their dimensions, by their names in `metrics.py`.

    Args:
        outcome: how the notice was handled; None if it failed. Only a recorded outcome is counted, so a
            repeated notice is not. A second verdict on one version (infected after processed) is counted.
        decoding: measurements of the decoding; None if no file was opened.
        now: seconds since the epoch.
    """
    values: dict[str, float] = {}
    dimensions = {}
    item = outcome.item if outcome and outcome.action is Action.RECORDED else None
    if item and item.status is not Status.PENDING:
        values["Verdicts"], dimensions["Status"] = 1, item.status.value
        if item.reason:
            values["NotProcessed"], dimensions["Reason"] = 1, str(item.reason)
        if item.size is not None:
            values["UploadBytes"] = item.size
        if item.uploaded_at_is_known:  # S3 truncates it to seconds, so the result is up to 1 s too large
            uploaded = datetime.fromisoformat(item.uploaded_at).timestamp()
            values["UploadToVerdict"] = round((now - uploaded) * 1000)
    if decoding:
        values["ThumbnailTime"] = round(decoding.milliseconds, 1)
        if decoding.peak_bytes is not None:
            values["ThumbnailPeakMemory"] = decoding.peak_bytes
        if decoding.was_killed:
            values["DecoderKills"] = 1
    return values, dimensions

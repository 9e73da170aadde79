"""GuardDuty's "Malware Protection Object Scan Result" event from EventBridge."""

from __future__ import annotations

from typing import Any

from notices.notice import UnexpectedEventError

SOURCE, DETAIL_TYPE = "aws.guardduty", "GuardDuty Malware Protection Object Scan Result"
FOUND = ("NO_THREATS_FOUND", "THREATS_FOUND")
"""Results that only a completed scan can have."""


def results_of(event: object) -> list[object]:
    """Return a list with the event itself: it has one result.

    Raises:
        UnexpectedEventError: the event is not a GuardDuty scan result.
    """
    if isinstance(event, dict) and (event.get("source"), event.get("detail-type")) == (SOURCE, DETAIL_TYPE):
        return [event]
    raise UnexpectedEventError("Only GuardDuty's results of object scans are handled here.")


def decode_result(event: Any) -> tuple[dict[str, Any], str]:
    """Return the object's details and the scan's result; the scan's status if it has no result.

    A result of `FOUND` counts only if the scan is completed.

    Raises:
        UnexpectedEventError: a required field is missing or has another type.
    """
    try:
        detail = event["detail"]
        details, status = detail["s3ObjectDetails"], detail["scanStatus"]
        result = (detail.get("scanResultDetails") or {}).get("scanResultStatus")
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedEventError("The event does not name an object and its scan's status.") from None
    if not isinstance(details, dict) or not isinstance(status, str):
        raise UnexpectedEventError(
            "The event's s3ObjectDetails is not a JSON object, or its scanStatus is not text."
        )
    if isinstance(result, str) and (status == "COMPLETED" or result not in FOUND):
        return details, result
    return details, "" if status in FOUND else status

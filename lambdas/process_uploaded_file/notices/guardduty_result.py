"""GuardDuty's event of a scanned object, as EventBridge delivers it."""

from __future__ import annotations

from typing import Any

from notices.notice import UnexpectedEventError

SOURCE, DETAIL_TYPE = "aws.guardduty", "GuardDuty Malware Protection Object Scan Result"
FOUND = ("NO_THREATS_FOUND", "THREATS_FOUND")
"""What only a completed scan can say."""


def results_of(event: object) -> list[object]:
    """Return the event as its only record.

    Raises:
        UnexpectedEventError: it is not GuardDuty's event of a scanned object.
    """
    if isinstance(event, dict) and (event.get("source"), event.get("detail-type")) == (SOURCE, DETAIL_TYPE):
        return [event]
    raise UnexpectedEventError("Only GuardDuty's results of object scans are taken.")


def decode_result(event: Any) -> tuple[dict[str, Any], str]:
    """Return the object's details and the scan's result; its status where the scan has no result.

    Raises:
        UnexpectedEventError: the event lacks what it must have.
    """
    try:
        detail = event["detail"]
        details, status = detail["s3ObjectDetails"], detail["scanStatus"]
        result = (detail.get("scanResultDetails") or {}).get("scanResultStatus")
    except (KeyError, TypeError, AttributeError):
        raise UnexpectedEventError("The event does not name an object and its scan's status.") from None
    if not isinstance(details, dict) or not isinstance(status, str):
        raise UnexpectedEventError("The event's object is no JSON object, or the scan's status no text.")
    if isinstance(result, str) and (status == "COMPLETED" or result not in FOUND):
        return details, result
    return details, "" if status in FOUND else status

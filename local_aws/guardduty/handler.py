"""A stand-in for GuardDuty Malware Protection for S3: takes uploads from EventBridge and sends results.

It does what AWS's documents say, as far as its neighbours can see. It reads the version that was uploaded,
tags it, and sends its result to the default bus. It deletes nothing. Its only threat is the EICAR test file.
What it does not read, because it is too large, it skips as UNSUPPORTED.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import TagTypeDef

FUNCTION = os.environ["RESULTS_FUNCTION"]
MAX_BYTES = int(os.environ["MAX_SCAN_BYTES"])
PLAN = "arn:aws:guardduty:{region}:{account}:malware-protection-plan/stand-in"
# In two pieces, so that a scanner does not report this source file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

s3 = boto3.client("s3")
events = boto3.client("events")
functions = boto3.client("lambda")


def handler(event: dict[str, Any], context: object) -> None:  # noqa: ARG001
    """Scan the version that the event reports, tag it, and send the result."""
    bucket, uploaded = event["detail"]["bucket"]["name"], event["detail"]["object"]
    which = {"Bucket": bucket, "Key": uploaded["key"], "VersionId": uploaded["version-id"]}
    try:
        found = s3.get_object(**which)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "NoSuchVersion"):
            return  # deleted before the scan: nothing to report
        raise
    if found["ContentLength"] > MAX_BYTES:
        status, result = "SKIPPED", "UNSUPPORTED"
    else:
        status = "COMPLETED"
        result = "THREATS_FOUND" if EICAR in found["Body"].read() else "NO_THREATS_FOUND"
    tag: TagTypeDef = {"Key": "GuardDutyMalwareScanStatus", "Value": result}
    s3.put_object_tagging(**which, Tagging={"TagSet": [tag]})
    send(event, status, result)


def send(event: dict[str, Any], status: str, result: str) -> None:
    """Send the result to the default bus, in the form that AWS documents."""
    uploaded = event["detail"]["object"]
    detail = {
        "schemaVersion": "1.0",
        "scanStatus": status,
        "resourceType": "S3_OBJECT",
        "s3ObjectDetails": {
            "bucketName": event["detail"]["bucket"]["name"],
            "objectKey": uploaded["key"],
            "eTag": uploaded["etag"],
            "versionId": uploaded["version-id"],
            "s3Throttled": False,
        },
        "scanResultDetails": {
            "scanResultStatus": result,
            "threats": [{"name": "EICAR-Test-File (not a virus)"}] if result == "THREATS_FOUND" else None,
        },
    }
    entry = {
        "Source": "aws.guardduty",
        "DetailType": "GuardDuty Malware Protection Object Scan Result",
        "Detail": json.dumps(detail),
        "Resources": [PLAN.format(**event)],
    }
    if not events.put_events(Entries=[entry])["FailedEntryCount"]:
        return
    # If the engine, like AWS, refuses events in AWS's name: invoke the rule's target directly.
    whole = {**event, "source": "aws.guardduty", "detail-type": entry["DetailType"], "detail": detail}
    functions.invoke(FunctionName=FUNCTION, InvocationType="Event", Payload=json.dumps(whole).encode())

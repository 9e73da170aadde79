"""A stand-in for BucketAV: takes upload notifications from its scan queue and publishes findings.

Its visible behaviour is the default that BucketAV documents. It downloads the uploaded version and tags it
with the status. It deletes an infected *version* permanently, without a delete marker. Then it publishes a
JSON message with message attributes. It detects only the EICAR test file.

With DELETION=marker, it deletes without naming the version. A delete marker then hides the infected version,
which stays readable by its id.
"""

from __future__ import annotations

import json
import os
from typing import Any
from urllib.parse import unquote_plus

import boto3
from botocore.exceptions import ClientError

TOPIC = os.environ["FINDINGS_TOPIC_ARN"]
DELETION = os.environ.get("DELETION", "version")
MAX_BYTES = int(os.environ["MAX_SCAN_BYTES"])
# In two pieces, so that a scanner does not report this source file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

s3 = boto3.client("s3")
sns = boto3.client("sns")


def handler(event: dict[str, Any], context: object) -> dict[str, list[dict[str, str]]]:  # noqa: ARG001
    """Scan the uploads of each queue message; a failed message stays in the queue, the others are removed."""
    failures = []
    for message in event["Records"]:
        try:
            # S3 sends a test event without records when a queue is connected.
            for upload in json.loads(message["body"]).get("Records", []):
                scan(upload["s3"])
        except Exception as error:  # noqa: BLE001 - the queue retries this message after any error
            print(json.dumps({"level": "ERROR", "message": f"{type(error).__name__}: {error}"}))
            failures.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failures}


def scan(upload: dict[str, Any]) -> None:
    """Scan one version of one object, act on it, and publish the finding."""
    bucket, key = upload["bucket"]["name"], unquote_plus(upload["object"]["key"])
    version = upload["object"]["versionId"]
    try:
        found = s3.get_object(Bucket=bucket, Key=key, VersionId=version)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("NoSuchKey", "NoSuchVersion"):
            return  # deleted before the scan: nothing to report
        raise
    if found["ContentLength"] > MAX_BYTES:
        status = "no"
    else:
        status = "infected" if EICAR in found["Body"].read() else "clean"

    s3.put_object_tagging(
        Bucket=bucket,
        Key=key,
        VersionId=version,
        Tagging={"TagSet": [{"Key": "bucketav", "Value": status}]},
    )
    action = "tag"
    if status == "infected":
        which = {"VersionId": version} if DELETION == "version" else {}
        s3.delete_object(Bucket=bucket, Key=key, **which)
        action = "delete"
    finding = {"bucket": bucket, "key": key, "version": version, "status": status, "action": action}
    publish(finding, found["ContentLength"])


def publish(finding: dict[str, str], size: int) -> None:
    """Publish a finding with the fields that consumers use, and others that they must ignore."""
    message = {
        **finding,
        "size": size,
        "finding": "Eicar-Test-Signature" if finding["status"] == "infected" else None,
        "engine": "stand-in",
    }
    sns.publish(
        TopicArn=TOPIC,
        Message=json.dumps(message),
        MessageAttributes={
            name: {"DataType": "String", "StringValue": value} for name, value in finding.items()
        },
    )

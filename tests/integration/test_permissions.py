"""The functions have their own roles, which allow what the flow needs and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.stack import SECRET_NAMES, Stack
from tests.integration.conftest import needs
from tests.integration.flow import Flow, Upload, new_user
from tests.integration.probe import DENIED, Probe, probe

pytestmark = needs(Capability.IAM)

PHOTO = samples.jpeg(samples.landscape(320, 240))


@pytest.fixture(scope="module")
def signer(stack: Stack) -> Iterator[Probe]:
    """Makes calls as the presigned-URL function of the mode with BucketAV."""
    with probe(Flow(stack, "bucketav"), "get_presigned_url") as made:
        yield made


@pytest.fixture(scope="module")
def processor(stack: Stack) -> Iterator[Probe]:
    """Makes calls as the processing function of the mode with BucketAV."""
    with probe(Flow(stack, "bucketav"), "process_uploaded_file") as made:
        yield made


@pytest.fixture(scope="module")
def plain_processor(stack: Stack) -> Iterator[Probe]:
    """Makes calls as the processing function of the mode without BucketAV."""
    with probe(Flow(stack, "plain"), "process_uploaded_file") as made:
        yield made


@pytest.fixture(scope="module")
def clean(stack: Stack) -> Upload:
    """A clean, processed upload in the mode with BucketAV."""
    flow = Flow(stack, "bucketav")
    upload = flow.upload(PHOTO)
    flow.finished(upload)
    return upload


def test_each_function_has_a_role_of_its_own(plain: Flow, bucketav: Flow) -> None:
    roles = {
        flow.admin.functions.get_function_configuration(FunctionName=name)["Role"]
        for flow in (plain, bucketav)
        for name in flow.mode.functions.values()
    }
    assert len(roles) == sum(len(flow.mode.functions) for flow in (plain, bucketav))


def test_the_presigned_url_function_may_write_uploads_and_read_its_secret(
    bucketav: Flow, signer: Probe
) -> None:
    key = f"uploads/{new_user()}/probe"

    assert signer.call("s3", "put_object", Bucket=bucketav.mode.bucket, Key=key, Body=PHOTO) == "done"
    assert signer.call("secretsmanager", "get_secret_value", SecretId=SECRET_NAMES["bucketav"]) == "done"


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("s3", "put_object", {"Key": "thumbnails/u/x", "Body": b"x"}),
        ("s3", "put_object", {"Key": "elsewhere/x", "Body": b"x"}),
        ("s3", "get_object", {"Key": "KEY"}),
        ("s3", "get_object", {"Key": "KEY", "VersionId": "VERSION"}),
        ("s3", "head_object", {"Key": "KEY"}),
        ("s3", "delete_object", {"Key": "KEY"}),
        ("s3", "delete_object", {"Key": "KEY", "VersionId": "VERSION"}),
        ("s3", "put_object_tagging", {"Key": "KEY", "Tagging": {"TagSet": []}}),
        ("s3", "list_objects_v2", {}),
        ("s3", "list_object_versions", {"Prefix": "uploads/"}),
        ("s3", "get_bucket_policy", {}),
        ("s3", "put_object", {"Bucket": "OTHER BUCKET", "Key": "uploads/u/x", "Body": b"x"}),
        ("secretsmanager", "get_secret_value", {"SecretId": "OTHER SECRET"}),
        ("secretsmanager", "put_secret_value", {"SecretId": "SECRET", "SecretString": "{}"}),
        (
            "dynamodb",
            "get_item",
            {"TableName": "TABLE", "Key": {"user_id": {"S": "u"}, "file_key": {"S": "k"}}},
        ),
        ("sns", "publish", {"TopicArn": "TOPIC", "Message": "{}"}),
        ("sqs", "send_message", {"QueueUrl": "DLQ", "MessageBody": "x"}),
        ("iam", "list_roles", {}),
    ],
)
def test_the_presigned_url_function_may_do_nothing_else(
    stack: Stack, signer: Probe, clean: Upload, service: str, operation: str, arguments: dict[str, object]
) -> None:
    assert attempt(stack, signer, clean, service, operation, arguments) in ALSO_DENIED


def test_the_processing_function_may_do_what_the_flow_needs(
    bucketav: Flow, processor: Probe, clean: Upload
) -> None:
    bucket, version = bucketav.mode.bucket, {"Key": clean.file_key, "VersionId": clean.version}
    item_key = {"user_id": {"S": clean.user_id}, "file_key": {"S": clean.file_key}}
    thumbnail = f"thumbnails/{new_user()}/probe"

    assert processor.call("s3", "get_object", Bucket=bucket, **version) == "done"
    assert processor.call("s3", "get_object_tagging", Bucket=bucket, **version) == "done"
    assert processor.call("s3", "list_object_versions", Bucket=bucket, Prefix=clean.file_key) == "done"
    assert processor.call("s3", "put_object", Bucket=bucket, Key=thumbnail, Body=PHOTO) == "done"
    assert processor.call("dynamodb", "get_item", TableName=bucketav.mode.table, Key=item_key) == "done"


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("s3", "put_object", {"Key": "uploads/u/x", "Body": b"x"}),
        ("s3", "put_object", {"Key": "elsewhere/x", "Body": b"x"}),
        ("s3", "get_object", {"Key": "thumbnails/u/x"}),
        ("s3", "get_object", {"Key": "elsewhere/x"}),
        ("s3", "delete_object", {"Key": "KEY"}),
        ("s3", "put_object_tagging", {"Key": "KEY", "VersionId": "VERSION", "Tagging": {"TagSet": []}}),
        ("s3", "list_object_versions", {"Prefix": ""}),
        ("s3", "list_objects_v2", {"Prefix": "uploads/"}),
        ("s3", "put_bucket_policy", {"Policy": "{}"}),
        ("s3", "put_object", {"Bucket": "OTHER BUCKET", "Key": "thumbnails/u/x", "Body": b"x"}),
        ("s3", "list_object_versions", {"Bucket": "OTHER BUCKET", "Prefix": "uploads/"}),
        ("dynamodb", "scan", {"TableName": "TABLE"}),
        (
            "dynamodb",
            "delete_item",
            {"TableName": "TABLE", "Key": {"user_id": {"S": "u"}, "file_key": {"S": "k"}}},
        ),
        (
            "dynamodb",
            "get_item",
            {"TableName": "OTHER TABLE", "Key": {"user_id": {"S": "u"}, "file_key": {"S": "k"}}},
        ),
        ("secretsmanager", "get_secret_value", {"SecretId": "SECRET"}),
        ("sns", "publish", {"TopicArn": "TOPIC", "Message": "{}"}),
        ("sqs", "receive_message", {"QueueUrl": "DLQ"}),
        ("sqs", "send_message", {"QueueUrl": "SCAN QUEUE", "MessageBody": "x"}),
        ("lambda", "list_functions", {}),
    ],
)
def test_the_processing_function_may_do_nothing_else(
    stack: Stack, processor: Probe, clean: Upload, service: str, operation: str, arguments: dict[str, object]
) -> None:
    assert attempt(stack, processor, clean, service, operation, arguments) in ALSO_DENIED


def test_without_bucketav_the_processing_function_deletes_no_upload(
    plain: Flow, plain_processor: Probe
) -> None:
    upload = plain.upload(PHOTO)
    plain.finished(upload)
    version = {"Bucket": plain.mode.bucket, "Key": upload.file_key, "VersionId": upload.version}

    assert plain_processor.call("s3", "get_object", **version) == "done"
    assert plain_processor.call("s3", "delete_object", **version) in DENIED
    assert plain_processor.call("s3", "get_object_tagging", **version) in DENIED


# The answer to a HEAD has no body with an error code.
ALSO_DENIED = DENIED | {"403"}


def attempt(
    stack: Stack, made: Probe, clean: Upload, service: str, operation: str, arguments: dict[str, object]
) -> str:
    """Make a call in the mode with BucketAV; placeholders in capitals, such as KEY, are filled in."""
    mode, other = stack.modes["bucketav"], stack.modes["plain"]
    meaning = {
        "KEY": clean.file_key,
        "VERSION": clean.version,
        "TABLE": mode.table,
        "TOPIC": mode.findings_topic_arn,
        "DLQ": mode.dlq_url,
        "SCAN QUEUE": mode.scan_queue_url,
        "SECRET": SECRET_NAMES["bucketav"],
        "OTHER SECRET": SECRET_NAMES["plain"],
        "OTHER BUCKET": other.bucket,
        "OTHER TABLE": other.table,
    }
    filled = {
        name: meaning.get(value, value) if isinstance(value, str) else value
        for name, value in arguments.items()
    }
    if service == "s3":
        filled.setdefault("Bucket", mode.bucket)
    return made.call(service, operation, **filled)

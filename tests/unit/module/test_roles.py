"""The planned permissions of each role: every action with its resource and condition."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from upload_event import SOURCE

from tests.unit.module.planned import Instance

BUCKET = "arn:aws:s3:::{}"
LOGS = "arn:aws:logs:eu-central-1:123456789012:log-group:/aws/lambda/{}-{}:log-stream:*"
TABLE = "arn:aws:dynamodb:eu-central-1:123456789012:table/{}-metadata"
QUEUE = "arn:aws:sqs:eu-central-1:123456789012:{}-processing-dlq"
SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:{}-??????"  # noqa: S105 - an ARN
KEY = "arn:aws:kms:eu-central-1:123456789012:key/da7a"
SECRETS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/5ec3e7"


class Allowed(NamedTuple):
    """One action on one resource; `condition` is JSON, or empty if there is none."""

    action: str
    resource: str
    condition: str = ""


def on(condition: dict[str, Any]) -> str:
    return json.dumps(condition, sort_keys=True)


def allowed(instance: Instance, role: str) -> set[Allowed]:
    """Return the permissions in a role's policy, one for each action and resource of a statement."""
    found = set()
    for statement in instance.statements("aws_iam_role_policy", role).values():
        if (
            set(statement) - {"Sid", "Effect", "Action", "Resource", "Condition"}
            or statement["Effect"] != "Allow"
        ):
            raise AssertionError(f"Not a plain permission: {statement}")
        condition = on(statement["Condition"]) if "Condition" in statement else ""
        found |= {
            Allowed(action, resource, condition)
            for action in as_list(statement["Action"])
            for resource in as_list(statement["Resource"])
        }
    return found


def as_list(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def telemetry(name: str, function: str) -> set[Allowed]:
    return {
        Allowed("logs:CreateLogStream", LOGS.format(name, function)),
        Allowed("logs:PutLogEvents", LOGS.format(name, function)),
        Allowed("xray:PutTelemetryRecords", "*"),
        Allowed("xray:PutTraceSegments", "*"),
    }


def signing(name: str, secret: str) -> set[Allowed]:
    return telemetry(name, "get-presigned-url") | {
        Allowed("s3:PutObject", BUCKET.format(name) + "/uploads/*"),
        Allowed("secretsmanager:GetSecretValue", SECRET.format(secret)),
    }


def processing(name: str) -> set[Allowed]:
    prefixes = on({"StringLike": {"s3:prefix": ["uploads/*", "thumbnails/*"]}})
    return telemetry(name, "process-uploaded-file") | {
        Allowed("s3:GetObjectVersion", BUCKET.format(name) + "/uploads/*"),
        Allowed("s3:ListBucketVersions", BUCKET.format(name), prefixes),
        Allowed("s3:PutObject", BUCKET.format(name) + "/thumbnails/*"),
        Allowed("s3:DeleteObjectVersion", BUCKET.format(name) + "/thumbnails/*"),
        Allowed("dynamodb:GetItem", TABLE.format(name)),
        Allowed("dynamodb:PutItem", TABLE.format(name)),
        Allowed("sqs:SendMessage", QUEUE.format(name)),
    }


def scanning(name: str) -> set[Allowed]:
    return {
        Allowed("s3:DeleteObjectVersion", BUCKET.format(name) + "/uploads/*"),
        Allowed("s3:GetObjectVersionTagging", BUCKET.format(name) + "/uploads/*"),
    }


def via(*services: str) -> str:
    hosts = [f"{service}.eu-central-1.amazonaws.com" for service in services]
    return on({"StringEquals": {"kms:ViaService": hosts if len(hosts) > 1 else hosts[0]}})


def test_the_presigned_url_function_may_put_uploads_and_read_the_secret(consumer: Instance) -> None:
    assert allowed(consumer, "get_presigned_url") == signing("prod-acme-uploads", "prod/image-upload/secrets")


def test_without_bucketav_the_presigned_url_function_may_do_the_same(plain: Instance) -> None:
    assert allowed(plain, "get_presigned_url") == signing("prod-plain", "prod/image-upload/secrets")


def test_with_keys_the_presigned_url_function_may_use_each_for_its_service(everything: Instance) -> None:
    assert allowed(everything, "get_presigned_url") == signing("prod-everything", "shared/auth") | {
        Allowed("kms:GenerateDataKey", KEY, via("s3")),
        Allowed("kms:Decrypt", SECRETS_KEY, via("secretsmanager")),
    }


def reading_status(name: str, secret: str) -> set[Allowed]:
    return telemetry(name, "get-upload-status") | {
        Allowed("dynamodb:GetItem", TABLE.format(name)),
        Allowed("secretsmanager:GetSecretValue", SECRET.format(secret)),
    }


def test_the_status_function_may_read_items_and_the_secret(plain_with_an_origin: Instance) -> None:
    assert allowed(plain_with_an_origin, "get_upload_status") == reading_status(
        "prod-plain", "prod/image-upload/secrets"
    )


def test_with_urls_of_thumbnails_the_status_function_may_read_those_too(everything: Instance) -> None:
    assert allowed(everything, "get_upload_status") == reading_status("prod-everything", "shared/auth") | {
        Allowed("s3:GetObject", BUCKET.format("prod-everything") + "/thumbnails/*"),
        Allowed("kms:Decrypt", KEY, via("dynamodb", "s3")),
        Allowed("kms:Decrypt", SECRETS_KEY, via("secretsmanager")),
    }


def test_without_bucketav_the_processing_function_may_not_touch_uploads(plain: Instance) -> None:
    assert allowed(plain, "process_uploaded_file") == processing("prod-plain")


def test_with_bucketav_the_processing_function_may_read_tags_and_delete_what_is_infected(
    consumer: Instance,
) -> None:
    name = "prod-acme-uploads"
    assert allowed(consumer, "process_uploaded_file") == processing(name) | scanning(name)


def test_with_a_key_the_processing_function_may_use_it_for_its_services(everything: Instance) -> None:
    name = "prod-everything"
    services = via("dynamodb", "s3", "sqs")
    assert allowed(everything, "process_uploaded_file") == processing(name) | scanning(name) | {
        Allowed("kms:Decrypt", KEY, services),
        Allowed("kms:GenerateDataKey", KEY, services),
    }


def test_the_function_that_tracks_pending_uploads_may_read_no_file(everything: Instance) -> None:
    name = "prod-everything"
    services = via("dynamodb", "sqs")
    rights = {
        right for right in processing(name) if right.action not in ("s3:GetObjectVersion", "s3:PutObject")
    }
    assert allowed(everything, "track_pending_uploads") == (
        rights - telemetry(name, "process-uploaded-file")
    ) | telemetry(name, "track-pending-uploads") | {
        Allowed("dynamodb:Query", f"{TABLE.format(name)}/index/pending"),
        Allowed("kms:Decrypt", KEY, services),
        Allowed("kms:GenerateDataKey", KEY, services),
    }


def test_the_function_that_sends_events_reads_the_stream_and_no_file(everything: Instance) -> None:
    name = "prod-everything"
    services = via("dynamodb", "sqs")
    stream = f"{TABLE.format(name)}/stream/*"
    assert allowed(everything, "send_upload_events") == telemetry(name, "send-upload-events") | {
        *(Allowed(f"dynamodb:{action}", stream) for action in ("DescribeStream", "GetRecords")),
        *(Allowed(f"dynamodb:{action}", stream) for action in ("GetShardIterator", "ListStreams")),
        Allowed(
            "events:PutEvents",
            "arn:aws:events:eu-central-1:123456789012:event-bus/uploads",
            on({"ForAllValues:StringEquals": {"events:source": SOURCE}}),
        ),
        Allowed("sqs:SendMessage", f"arn:aws:sqs:eu-central-1:123456789012:{name}-upload-events-dlq"),
        Allowed("kms:Decrypt", KEY, services),
        Allowed("kms:GenerateDataKey", KEY, services),
    }


@pytest.mark.parametrize("function", ["get_presigned_url", "process_uploaded_file"])
def test_each_function_has_the_role_of_its_name(consumer: Instance, function: str) -> None:
    role = consumer.the("aws_iam_role", function)["name"]
    assert consumer.the("aws_lambda_function", function)["role"] == f"arn:aws:iam::123456789012:role/{role}"
    assert consumer.the("aws_iam_role_policy", function)["role"] == role


@pytest.mark.parametrize("function", ["get_presigned_url", "process_uploaded_file"])
def test_lambda_alone_may_assume_the_role(consumer: Instance, function: str) -> None:
    trust = json.loads(consumer.the("aws_iam_role", function)["assume_role_policy"])
    assert [(statement["Principal"], statement["Action"]) for statement in trust["Statement"]] == [
        ({"Service": "lambda.amazonaws.com"}, "sts:AssumeRole")
    ]


def test_roles_have_no_policies_beside_their_own(consumer: Instance) -> None:
    assert len(consumer.every("aws_iam_role")) == len(consumer.every("aws_iam_role_policy")) == 2
    assert not consumer.every("aws_iam_role_policy_attachment")


def test_every_role_has_the_boundary_if_there_is_one(consumer: Instance, everything: Instance) -> None:
    assert {role["permissions_boundary"] for role in consumer.every("aws_iam_role")} == {None}
    boundaries = [role["permissions_boundary"] for role in everything.every("aws_iam_role")]
    assert boundaries == ["arn:aws:iam::123456789012:policy/boundary"] * 6

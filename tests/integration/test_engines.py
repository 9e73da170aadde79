"""Each engine has exactly the capabilities that local_aws lists for it."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from sigv4 import presigned_url

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.client import send
from local_aws.engine import Clients
from local_aws.stack import DOMAIN_NAMES
from tests.integration.flow import Flow, eventually, new_user
from tests.integration.scratch import EVERYTHING, function, unique, user
from tests.integration.wire import WireRequest, exchange

PHOTO = samples.jpeg(samples.landscape(64, 48))
DAY = 24 * 3600
FAILING = "def handler(event, context):\n    raise ValueError(event)\n"
GREEDY = "def handler(event, context):\n    return len(b'x' * 400 * 2**20)\n"
UNTIL_RETRIED = 8  # seconds; an engine that retries has finished by then


def attempts(admin: Clients, queue: str) -> int:
    """Wait for the record of a failed event; return its number of attempts, 0 if no record comes."""
    deadline = time.monotonic() + UNTIL_RETRIED
    while time.monotonic() < deadline:
        for message in admin.sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=1).get("Messages", []):
            return int(json.loads(message["Body"])["requestContext"]["approximateInvokeCount"])
    return 0


def accepted(flow: Flow, change: Callable[[WireRequest], WireRequest]) -> bool:
    """Return whether S3 accepts a permitted upload after this change."""
    request = WireRequest.of(flow.api.ask(new_user(), "cat", "jpg"), PHOTO)
    engine = flow.stack.engine
    assert exchange(request, engine.endpoint_url, flow.api.trust).status == 200
    changed = change(WireRequest.of(flow.api.ask(new_user(), "cat", "jpg"), PHOTO))
    return exchange(changed, engine.endpoint_url, flow.api.trust).status == 200


def taken(flow: Flow, at: float, expires_in: int) -> bool:
    """Return whether S3 accepts an upload signed at the time `at`, valid for `expires_in` seconds."""
    key = f"uploads/{new_user()}/x.jpg"
    engine = flow.stack.engine
    with user(flow.admin, EVERYTHING) as credentials:
        url = presigned_url(
            *("PUT", engine.endpoint_url, f"/{flow.mode.bucket}/{key}", {}),
            credentials=credentials,
            region=engine.region,
            expires_in=expires_in,
            at=at,
        )
        return send("PUT", url, {}, PHOTO, flow.api.trust).status == 200


def has_iam(flow: Flow) -> bool:
    with user(flow.admin, None) as key:
        try:
            Clients(flow.stack.engine, key.access_key_id, key.secret_access_key).s3.list_buckets()
        except ClientError:
            return True
    return False


def has_signatures(flow: Flow) -> bool:
    return not accepted(flow, lambda request: request.with_header("Content-Type", "text/html"))


def has_unsigned_headers(flow: Flow) -> bool:
    return not accepted(flow, lambda request: request.with_header("x-amz-meta-note", "x"))


def has_doubled_headers(flow: Flow) -> bool:
    def refused(name: str, first: bool) -> bool:
        other = ((name, "x"),)

        def change(request: WireRequest) -> WireRequest:
            headers = other + request.headers if first else request.headers + other
            return replace(request, headers=headers)

        return not accepted(flow, change)

    names = [name for name, _ in WireRequest.of(flow.api.ask(new_user(), "cat", "jpg"), PHOTO).headers]
    return all(refused(name, first) for name in names for first in (True, False))


def has_future_signatures(flow: Flow) -> bool:
    assert taken(flow, time.time(), 60)
    return not taken(flow, time.time() + DAY, 2 * DAY)


def has_expiry_limit(flow: Flow) -> bool:
    return not taken(flow, time.time(), 8 * DAY)


def has_tls(flow: Flow) -> bool:
    if not flow.stack.engine.endpoint_url.startswith("https:"):
        return False
    connection = http.client.HTTPSConnection(flow.stack.engine.host, context=flow.api.trust, timeout=5)
    connection.connect()  # raises unless our authority signed the certificate
    connection.close()
    return True


def has_gateway_responses(flow: Flow) -> bool:
    url = flow.mode.api_url.replace("/upload-url", "/elsewhere")
    return b'"forbidden"' in send("GET", url, {}, trust=flow.api.trust).body


def has_unset_api_role(flow: Flow) -> bool:
    return not flow.admin.apigateway.get_account().get("cloudwatchRoleArn")


def has_custom_domains(flow: Flow) -> bool:
    headers = (("Host", DOMAIN_NAMES[flow.name]), (flow.mode.auth_header, flow.mode.auth_secret))
    request = WireRequest("GET", "/upload-url", ("userId=u", "filename=cat", "ext=jpg"), headers, b"")
    return exchange(request, flow.stack.engine.endpoint_url, flow.api.trust).status == 200


def has_waf(flow: Flow) -> bool:
    try:
        flow.admin.waf.list_web_acls(Scope="REGIONAL")
    except (BotoCoreError, ClientError):
        return False
    return True


def has_waf_logs(flow: Flow) -> bool:
    try:
        flow.admin.waf.list_logging_configurations(Scope="REGIONAL")
    except (BotoCoreError, ClientError):
        return False
    return True


def has_write_once_condition(flow: Flow) -> bool:
    bucket, region = unique("engine"), flow.stack.engine.region
    s3: Any = flow.admin.s3
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    denial = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"Null": {"s3:if-none-match": "true"}},
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [denial]}))
    answers = []
    with user(flow.admin, EVERYTHING) as key:
        own: Any = Clients(flow.stack.engine, key.access_key_id, key.secret_access_key).s3
        for number, condition in enumerate([{"IfNoneMatch": "*"}, {}]):
            try:
                own.put_object(Bucket=bucket, Key=str(number), Body=b"x", **condition)
                answers.append("taken")
                s3.delete_object(Bucket=bucket, Key=str(number))
            except ClientError:
                answers.append("refused")
    s3.delete_bucket(Bucket=bucket)
    return answers == ["taken", "refused"]


def has_kms(flow: Flow) -> bool:
    kms: Any = flow.admin.client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=key)
    place: Any = {"Bucket": flow.mode.bucket, "Key": unique("elsewhere/kms")}
    s3: Any = flow.admin.s3
    try:
        version = s3.put_object(**place, Body=b"x", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)[
            "VersionId"
        ]
    except ClientError:
        return True
    s3.delete_object(**place, VersionId=version)
    return False


def has_lambda_retries(flow: Flow) -> bool:
    with function(flow.admin, FAILING) as (name, queue):
        flow.admin.functions.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
        return attempts(flow.admin, queue) == 3


def has_sns_retries(flow: Flow) -> bool:
    sns, functions = flow.admin.sns, flow.admin.functions
    with function(flow.admin, FAILING) as (name, queue):
        topic = sns.create_topic(Name=name)["TopicArn"]
        arn = functions.get_function_configuration(FunctionName=name)["FunctionArn"]
        functions.add_permission(
            FunctionName=name,
            StatementId="sns",
            Action="lambda:InvokeFunction",
            Principal="sns.amazonaws.com",
            SourceArn=topic,
        )
        sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=arn)
        sns.publish(TopicArn=topic, Message="{}")
        tried = attempts(flow.admin, queue)
        sns.delete_topic(TopicArn=topic)
    return tried == 3


def has_memory_limit(flow: Flow) -> bool:
    with function(flow.admin, GREEDY) as (name, _):
        return "FunctionError" in flow.admin.functions.invoke(FunctionName=name)


def has_table_streams(flow: Flow) -> bool:
    """Return whether a table's stream can be read; only then can it trigger a function."""
    name, tables = unique("engine"), flow.admin.tables.meta.client
    tables.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    try:
        tables.put_item(TableName=name, Item={"id": "one"})
        stream = tables.describe_table(TableName=name)["Table"]["LatestStreamArn"]
        streams = flow.admin.client("dynamodbstreams")
        (shard, *_) = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
        start = streams.get_shard_iterator(
            StreamArn=stream, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        return bool(streams.get_records(ShardIterator=start["ShardIterator"])["Records"])
    except (ClientError, KeyError, ValueError):
        return False
    finally:
        tables.delete_table(TableName=name)


def has_log_filters(flow: Flow) -> bool:
    logs, group = flow.admin.logs, unique("engine")
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="only")
    now = int(time.time() * 1000)
    logs.put_log_events(
        logGroupName=group,
        logStreamName="only",
        logEvents=[{"timestamp": now, "message": text} for text in ("one", "two")],
    )
    found = eventually(lambda: logs.filter_log_events(logGroupName=group)["events"], "what was logged")
    assert len(found) == 2
    filtered = logs.filter_log_events(logGroupName=group, filterPattern='"two"')["events"]
    logs.delete_log_group(logGroupName=group)
    return [event["message"] for event in filtered] == ["two"]


HAS: Mapping[Capability, Callable[[Flow], bool]] = {
    capability: globals()[f"has_{capability.name.lower()}"]
    for capability in Capability
    # test_second_plan.py tests the first of these, test_local_aws.py the second.
    if capability not in (Capability.LOSSLESS_READS, Capability.TABLES_ELSEWHERE)
}


@pytest.mark.parametrize("capability", HAS, ids=lambda capability: capability.name)
def test_an_engine_has_what_the_table_says_and_no_more(bucketav: Flow, capability: Capability) -> None:
    assert HAS[capability](bucketav) == (capability in bucketav.stack.engine.capabilities)

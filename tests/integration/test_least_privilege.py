"""Every permission of each role is needed: without any one of them, the flow fails.

Each statement is removed as a whole. If it has several actions, each action is removed by itself too.
`NOT_ASKED_FOR` lists the permissions that the emulator does not check, with another proof.

Not tested here:

- the statements for a customer managed key (UseKey, EncryptUploads, DecryptAuthSecret), because the emulator
  checks no key. tests/unit/module/test_roles.py compares them in the plan.
- GuardDuty's own role, because no emulator has GuardDuty. The policy CKV2_IMG_73 compares it with AWS's
  documentation. The rule for GuardDuty's results has no role: a permission on the function lets it call.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.client import Permission, RefusedError, send
from local_aws.stack import Stack
from tests.integration.conftest import needs
from tests.integration.flow import (
    CHECK,
    Flow,
    Upload,
    arrival_event,
    eventually,
    new_user,
    result_event,
    s3_event,
    sns_event,
)
from tests.integration.replica import Policy, Replica, replica

pytestmark = needs(Capability.IAM)

PHOTO = samples.jpeg(samples.landscape(320, 240))

# Actions that the emulator does not check, because there Lambda itself writes logs and dead letters, and
# nothing traces. Below, the functions' configuration shows that AWS checks these actions.
NOT_ASKED_FOR = {
    "WriteLogs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    "SendTraces": {"xray:PutTelemetryRecords", "xray:PutTraceSegments"},
    "SendDeadLetters": {"sqs:SendMessage"},
    "ReadStream": {
        *("dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"),
        "dynamodb:ListStreams",
    },
}
ALL = "all of it"
RESULTS = {"clean": "NO_THREATS_FOUND", "infected": "THREATS_FOUND"}
"""GuardDuty's words."""

# Every statement of each role with its actions. A test fails if a new statement is not listed here.
SIGNING = {
    "WriteLogs": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "SendTraces": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "SignUploads": ["s3:PutObject"],
    "ReadAuthSecret": ["secretsmanager:GetSecretValue"],
}
TELLING = {
    "WriteLogs": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "SendTraces": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "ReadItem": ["dynamodb:GetItem"],
    "ReadAuthSecret": ["secretsmanager:GetSecretValue"],
    "SignThumbnails": ["s3:GetObject"],
}
PROCESSING = {
    "WriteLogs": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "SendTraces": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "ReadUploads": ["s3:GetObjectVersion"],
    "ListVersions": ["s3:ListBucketVersions"],
    "WriteThumbnails": ["s3:DeleteObjectVersion", "s3:PutObject"],
    "RecordMetadata": ["dynamodb:GetItem", "dynamodb:PutItem"],
    "SendDeadLetters": ["sqs:SendMessage"],
}
TRACKING = {
    "WriteLogs": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "SendTraces": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "ListVersions": ["s3:ListBucketVersions"],
    "RemoveReplacedThumbnails": ["s3:DeleteObjectVersion"],
    "RecordMetadata": ["dynamodb:GetItem", "dynamodb:PutItem"],
    "CountPending": ["dynamodb:Query"],
    "SendDeadLetters": ["sqs:SendMessage"],
}
TELLING_OF_VERDICTS = {
    "WriteLogs": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "SendTraces": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "ReadStream": sorted(NOT_ASKED_FOR["ReadStream"]),
    "SendEvents": ["events:PutEvents"],
    "SendDeadLetters": ["sqs:SendMessage"],
}
SCANNING = {"CheckScanTagAndDeleteInfected": ["s3:DeleteObjectVersion", "s3:GetObjectVersionTagging"]}
STATEMENTS = {
    ("plain", "get_presigned_url"): SIGNING,
    ("plain", "process_uploaded_file"): PROCESSING,
    ("plain", "get_upload_status"): TELLING,
    ("plain", "send_upload_events"): TELLING_OF_VERDICTS,
    ("bucketav", "get_presigned_url"): SIGNING,
    ("bucketav", "process_uploaded_file"): PROCESSING | SCANNING,
    ("bucketav", "get_upload_status"): TELLING,
    ("bucketav", "track_pending_uploads"): TRACKING,
    ("guardduty", "get_presigned_url"): SIGNING,
    ("guardduty", "process_uploaded_file"): PROCESSING | SCANNING,
}
TAKEN_AWAY = [
    (mode, function, sid, part)
    for (mode, function), statements in STATEMENTS.items()
    for sid, actions in statements.items()
    for part in (ALL, *(actions if len(actions) > 1 else []))
]


@pytest.fixture(scope="module")
def replicas(stack: Stack) -> Iterator[dict[str, Replica]]:
    """A replica of each mode."""
    with ExitStack() as undo:
        yield {name: undo.enter_context(replica(stack, name)) for name in FLOW}


@pytest.fixture(params=["plain", "bucketav", "guardduty"])
def made(replicas: dict[str, Replica], request: pytest.FixtureRequest) -> Replica:
    """Each replica in turn."""
    return replicas[request.param]


def without(policy: Policy, sid: str, part: str) -> Policy:
    """Return a policy without the statement `sid`, or without its action `part`."""
    kept = []
    for statement in policy["Statement"]:
        if statement["Sid"] != sid:
            kept.append(statement)
        elif part != ALL:
            actions = [action for action in actions_of(statement) if action != part]
            assert len(actions) == len(actions_of(statement)) - 1
            kept.append({**statement, "Action": actions})
    return {**policy, "Statement": kept}


def actions_of(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else list(action)


# --- the whole flow, in parts; each returns its failure, or None ---


def put(made: Replica, user: str, content: bytes = PHOTO) -> tuple[Permission, str] | str:
    answer = made.answer({"userId": user, "filename": "cat", "ext": "jpg"})
    if answer["statusCode"] != 200:
        return f"no URL: {answer}"
    permission = Permission(**json.loads(answer["body"]))
    return again(made, permission, content)


def again(made: Replica, permission: Permission, content: bytes = PHOTO) -> tuple[Permission, str] | str:
    try:
        return permission, made.api.put(permission, content)
    except RefusedError as refused:
        return f"no upload: {refused}"


def process(made: Replica, upload: Upload, status: str = "clean", *, with_version: bool = True) -> str | None:
    """Report an upload to the function by this mode's event; return the error, or None."""
    if made.original == "guardduty":
        event = result_event(made.mode.bucket, upload, RESULTS[status], with_version=with_version)
    elif made.mode.findings_topic_arn is None:
        event = s3_event(made.mode.bucket, upload)
        if not with_version:
            del event["Records"][0]["s3"]["object"]["versionId"]
    else:
        finding = {"bucket": made.mode.bucket, "key": upload.file_key, "status": status}
        if with_version:
            finding["version"] = upload.version
        event = sns_event(finding, made.mode.findings_topic_arn)
    called = made.process(event)
    return str(called["payload"]) if called["error"] else None


def expect(made: Replica, upload: Upload, status: str, of_each_size: int) -> str | None:
    item = made.item(upload) or {}
    found = (item.get("status"), item.get("version_id"), len(made.thumbnails(upload)))
    return None if found == (status, upload.version, of_each_size * made.sizes) else f"{found}"


def an_upload(made: Replica) -> str | None:
    """A file is uploaded, reported and processed."""
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    upload = Upload(user, stored[0].file_key, stored[1])
    return process(made, upload) or expect(made, upload, "processed", 1)


def an_upload_reported_without_its_version(made: Replica) -> str | None:
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    upload = Upload(user, stored[0].file_key, stored[1])
    return process(made, upload, with_version=False) or expect(made, upload, "processed", 1)


def an_upload_in_the_place_of_a_deleted_one(made: Replica) -> str | None:
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    permission, version = stored
    first = Upload(user, permission.file_key, version)
    wrong = process(made, first) or expect(made, first, "processed", 1)
    made.admin.s3.delete_object(Bucket=made.mode.bucket, Key=first.file_key)
    stored = again(made, permission, b"no image this time")
    if wrong or isinstance(stored, str):
        return wrong or str(stored)
    second = Upload(user, permission.file_key, stored[1])
    return process(made, second) or expect(made, second, "rejected", 0)


def an_infected_upload(made: Replica) -> str | None:
    """A second finding says that a clean file is infected: the file and its thumbnail are deleted."""
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    upload = Upload(user, stored[0].file_key, stored[1])
    wrong = process(made, upload) or process(made, upload, "infected") or expect(made, upload, "infected", 0)
    return wrong or ("the file is still there" if made.versions(upload.file_key) else None)


def the_status_of_an_upload(made: Replica) -> str | None:
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    upload = Upload(user, stored[0].file_key, stored[1])
    for expected in ("pending", "processed"):
        answer = made.answer({"userId": user, "fileKey": upload.file_key}, "get_upload_status")
        if answer["statusCode"] != 200:
            return f"no status: {answer}"
        told = json.loads(answer["body"])
        if told["status"] != expected:
            return f"not {expected}: {told}"
        if expected == "pending" and (wrong := process(made, upload)):
            return wrong
    seen = send("GET", told["thumbnail_urls"]["default"], {}, trust=made.api.trust)
    return None if seen.status == 200 else f"no thumbnail: {seen.status}"


def an_upload_that_waits(made: Replica) -> str | None:
    """A new upload replaces a processed one: it becomes pending, and the check counts it."""
    user = new_user()
    stored = put(made, user)
    if isinstance(stored, str):
        return stored
    permission, version = stored
    first = Upload(user, permission.file_key, version)
    wrong = process(made, first) or expect(made, first, "processed", 1)
    made.admin.s3.delete_object(Bucket=made.mode.bucket, Key=first.file_key)
    stored = again(made, permission)
    if wrong or isinstance(stored, str):
        return wrong or str(stored)
    second = Upload(user, permission.file_key, stored[1])
    called = made.process(arrival_event(made.mode.bucket, second), "track_pending_uploads")
    if called["error"]:
        return str(called["payload"])
    checked = json.loads(made.process(CHECK, "track_pending_uploads")["payload"])
    return expect(made, second, "pending", 0) or (None if checked.get("PendingUploads") else f"{checked}")


def the_event_of_an_upload(made: Replica) -> str | None:
    """The table's stream reports an item, and the function sends its event."""
    item = {name: {"S": name} for name in ("user_id", "file_key", "uploaded_at", "processed_at")}
    record = {"NewImage": {**item, "status": {"S": "processed"}}, "SequenceNumber": "1"}
    called = made.process({"Records": [{"dynamodb": record}]}, "send_upload_events")
    return None if called["payload"] == {"batchItemFailures": []} else str(called["payload"])


FLOW: dict[str, list[Callable[[Replica], str | None]]] = {
    "plain": [
        an_upload,
        an_upload_reported_without_its_version,
        an_upload_in_the_place_of_a_deleted_one,
        the_status_of_an_upload,
        the_event_of_an_upload,
    ],
    "bucketav": [
        an_upload,
        an_upload_reported_without_its_version,
        an_upload_in_the_place_of_a_deleted_one,
        an_infected_upload,
        an_upload_that_waits,
        the_status_of_an_upload,
    ],
    "guardduty": [
        an_upload,
        an_upload_reported_without_its_version,
        an_upload_in_the_place_of_a_deleted_one,
        an_infected_upload,
    ],
}


def what_fails(made: Replica) -> str | None:
    """Run the flow; return the first failure, or None."""
    for part in FLOW[made.original]:
        if wrong := part(made):
            return f"{part.__name__}: {wrong}"
    return None


def test_the_flow_works_with_all_permissions(made: Replica) -> None:
    assert what_fails(made) is None


def test_each_statement_of_each_role_is_listed_here(made: Replica) -> None:
    for function in made.mode.functions:
        found = {
            statement["Sid"]: sorted(actions_of(statement))
            for statement in made.policy(function)["Statement"]
        }
        assert found == STATEMENTS[made.original, function]


@pytest.mark.parametrize(
    ("mode", "function", "sid", "part"), [case for case in TAKEN_AWAY if case[2] not in NOT_ASKED_FOR]
)
def test_without_this_permission_the_flow_fails(
    replicas: dict[str, Replica], mode: str, function: str, sid: str, part: str
) -> None:
    made = replicas[mode]
    made.grant(function, without(made.policy(function), sid, part))
    try:
        # The failure may come late, because the URL function caches the secret for two seconds.
        wrong = eventually(lambda: what_fails(made), f"a failure without {part} of {sid}", seconds=10)
    finally:
        made.grant(function, made.policy(function))
    print(f"{mode}, {function}, without {part} of {sid}: {wrong}")
    refusals = ("no URL", "no upload: 403", "no status", "no thumbnail: 403", "AccessDenied")
    assert any(refusal in wrong for refusal in refusals)


def test_what_the_emulator_does_not_ask_for_is_no_more_than_is_listed(made: Replica) -> None:
    mark = new_user()
    for function in made.mode.functions:
        policy = made.policy(function)
        for sid in NOT_ASKED_FOR:
            policy = without(policy, sid, ALL)
        made.grant(function, policy)
    try:
        assert what_fails(made) is None
        made.admin.functions.invoke(
            FunctionName=made.mode.functions["process_uploaded_file"],
            InvocationType="Event",
            Payload=json.dumps({"Records": [{"mark": mark}]}).encode(),
        )
        letter = eventually(
            lambda: made.admin.sqs.receive_message(QueueUrl=made.mode.dlq_url).get("Messages"), "the letter"
        )
    finally:
        for function in made.mode.functions:
            made.grant(function, made.policy(function))
    assert mark in letter[0]["Body"]


@pytest.mark.parametrize(
    "function", ["get_presigned_url", "process_uploaded_file", "track_pending_uploads", "send_upload_events"]
)
def test_what_the_emulator_does_not_ask_for_is_what_the_functions_are_set_to_do(
    flow: Flow, function: str
) -> None:
    if function not in flow.mode.functions:
        assert (flow.name, function) in (
            ("plain", "track_pending_uploads"),
            ("bucketav", "send_upload_events"),
        )
        return
    functions = flow.admin.functions
    deployed = functions.get_function_configuration(FunctionName=flow.mode.functions[function])
    role = deployed["Role"].rsplit("/", 1)[1]
    (name,) = flow.admin.iam.list_role_policies(RoleName=role)["PolicyNames"]
    policy: Any = flow.admin.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    resources = {statement["Sid"]: statement["Resource"] for statement in policy["Statement"]}

    group = deployed["LoggingConfig"]["LogGroup"]
    assert resources["WriteLogs"].endswith(f":log-group:{group}:log-stream:*")
    assert deployed["TracingConfig"]["Mode"] == "Active"
    if function == "send_upload_events":
        (mapping,) = functions.list_event_source_mappings(FunctionName=deployed["FunctionName"])[
            "EventSourceMappings"
        ]
        assert mapping["EventSourceArn"].startswith(resources["ReadStream"].removesuffix("*"))
        assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == resources["SendDeadLetters"]
    elif function != "get_presigned_url":
        rules = functions.get_function_event_invoke_config(FunctionName=deployed["FunctionName"])
        assert rules["DestinationConfig"]["OnFailure"]["Destination"] == resources["SendDeadLetters"]

"""A copy of one mode of the stack: a second bucket, table, queue and set of functions.

The functions have the deployed packages, and roles with copies of the deployed policies. In the copies the
bucket's name is replaced, because all of the module's names contain it. No notification and no scanner
reaches the replica, so only the test acts on it. A test may also take permissions away, and sees the effect
at once.
"""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any

from local_aws.client import Permission
from local_aws.engine import ROOT
from local_aws.stack import Mode, Stack
from tests.integration.flow import Flow, eventually

PACKAGES = ROOT / "module/packages"
PACKAGE_OF = {"track_pending_uploads": "process_uploaded_file"}

type Policy = dict[str, Any]


class Replica(Flow):
    """A mode without an API: tests call the functions behind it directly."""

    def __init__(
        self, stack: Stack, name: str, original: str, roles: Mapping[str, str], policies: Mapping[str, Policy]
    ) -> None:
        super().__init__(stack, name)
        self.original = original
        self._roles = roles
        self._policies = policies

    def policy(self, function: str) -> Policy:
        """Return a copy of the module's policy for a function's role; the caller may change it."""
        return copy.deepcopy(self._policies[function])

    def grant(self, function: str, policy: Policy) -> None:
        """Replace the policy of a function's role. It counts at once, because the emulator caches none."""
        self.admin.iam.put_role_policy(
            RoleName=self._roles[function], PolicyName="own", PolicyDocument=json.dumps(policy)
        )

    def answer(self, parameters: Mapping[str, str], function: str = "get_presigned_url") -> dict[str, Any]:
        """Call a function behind the API with the secret; return its response to API Gateway."""
        event = {
            "httpMethod": "GET",
            "headers": {self.mode.auth_header: self.mode.auth_secret},
            "queryStringParameters": dict(parameters),
        }
        called = self.admin.functions.invoke(
            FunctionName=self.mode.functions[function], Payload=json.dumps(event).encode()
        )
        answer: dict[str, Any] = json.loads(called["Payload"].read())
        return answer

    def ask(self, user_id: str, filename: str, ext: str, **optional: str) -> Permission:
        """Ask for an upload URL; fails if the function refuses."""
        answer = self.answer({"userId": user_id, "filename": filename, "ext": ext, **optional})
        assert answer["statusCode"] == 200, answer
        return Permission(**json.loads(answer["body"]))


@contextmanager
def replica(stack: Stack, name: str) -> Iterator[Replica]:
    """Make a replica of the mode `name` for the length of a `with` block."""
    original = Flow(stack, name)
    bucket = f"replica-{uuid.uuid4().hex[:12]}"
    with ExitStack() as undo:
        functions, roles, policies = {}, {}, {}
        _make_stores(original, bucket, undo)
        for function, deployed in original.mode.functions.items():
            functions[function] = renamed(original, bucket, deployed)
            roles[function], policies[function] = _make_function(original, bucket, function, undo)
        mode: Mode = replace(
            original.mode,
            bucket=bucket,
            table=renamed(original, bucket, original.mode.table),
            dlq_url=renamed(original, bucket, original.mode.dlq_url),
            functions=functions,
        )
        changed = replace(stack, modes={**stack.modes, "replica": mode})
        yield Replica(changed, "replica", name, roles, policies)


def renamed(original: Flow, bucket: str, text: str) -> str:
    """Return a text with the deployed bucket's name replaced by the replica's."""
    changed = text.replace(original.mode.bucket, bucket)
    assert changed != text, "every name contains the bucket's"
    return changed


def _make_stores(original: Flow, bucket: str, undo: ExitStack) -> None:
    admin = original.admin
    region: Any = original.stack.engine.region
    admin.s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
    undo.callback(_remove_bucket, original, bucket)
    admin.s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    admin.s3.put_bucket_ownership_controls(
        Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    )
    policy = admin.s3.get_bucket_policy(Bucket=original.mode.bucket)["Policy"]
    admin.s3.put_bucket_policy(Bucket=bucket, Policy=renamed(original, bucket, policy))

    table = admin.tables.create_table(
        TableName=renamed(original, bucket, original.mode.table),
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[
            {"AttributeName": "user_id", "KeyType": "HASH"},
            {"AttributeName": "file_key", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": "S"}
            for name in ("user_id", "file_key", "status", "pending_since")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "pending",
                "KeySchema": [
                    {"AttributeName": "status", "KeyType": "HASH"},
                    {"AttributeName": "pending_since", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["version_id"]},
            }
        ],
    )
    undo.callback(table.delete)
    name = renamed(original, bucket, original.mode.dlq_url).rsplit("/", 1)[1]
    queue = admin.sqs.create_queue(QueueName=name)["QueueUrl"]
    undo.callback(admin.sqs.delete_queue, QueueUrl=queue)


def _make_function(original: Flow, bucket: str, function: str, undo: ExitStack) -> tuple[str, Policy]:
    """Copy one function with its role; return the role's name and policy."""
    admin = original.admin
    deployed = admin.functions.get_function_configuration(FunctionName=original.mode.functions[function])
    name = renamed(original, bucket, deployed["FunctionName"])
    role = deployed["Role"].rsplit("/", 1)[1]
    trust = admin.iam.get_role(RoleName=role)["Role"]["AssumeRolePolicyDocument"]
    copied = renamed(original, bucket, role)
    made = admin.iam.create_role(RoleName=copied, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    undo.callback(admin.iam.delete_role, RoleName=copied)
    (policy_name,) = admin.iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert admin.iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    found = admin.iam.get_role_policy(RoleName=role, PolicyName=policy_name)["PolicyDocument"]
    policy: Policy = json.loads(renamed(original, bucket, json.dumps(found)))
    admin.iam.put_role_policy(RoleName=copied, PolicyName="own", PolicyDocument=json.dumps(policy))
    undo.callback(admin.iam.delete_role_policy, RoleName=copied, PolicyName="own")

    variables = json.loads(renamed(original, bucket, json.dumps(deployed["Environment"]["Variables"])))
    admin.functions.create_function(
        FunctionName=name,
        Role=made["Arn"],
        Runtime=deployed["Runtime"],
        Handler=deployed["Handler"],
        Timeout=deployed["Timeout"],
        MemorySize=deployed["MemorySize"],
        Architectures=deployed["Architectures"],
        Layers=[layer["Arn"] for layer in deployed.get("Layers", [])],
        Environment={"Variables": variables},
        Code={"ZipFile": (PACKAGES / f"{PACKAGE_OF.get(function, function)}.zip").read_bytes()},
    )
    undo.callback(admin.functions.delete_function, FunctionName=name)
    eventually(
        lambda: admin.functions.get_function_configuration(FunctionName=name)["State"] == "Active",
        f"function {name}",
    )
    if function in PACKAGE_OF or function == "process_uploaded_file":
        rules = admin.functions.get_function_event_invoke_config(FunctionName=deployed["FunctionName"])
        destination = rules["DestinationConfig"]["OnFailure"]["Destination"]
        admin.functions.put_function_event_invoke_config(
            FunctionName=name,
            MaximumRetryAttempts=rules["MaximumRetryAttempts"],
            DestinationConfig={"OnFailure": {"Destination": renamed(original, bucket, destination)}},
        )
    return copied, policy


def _remove_bucket(original: Flow, bucket: str) -> None:
    s3 = original.admin.s3
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        for entry in (*page.get("Versions", []), *page.get("DeleteMarkers", [])):
            s3.delete_object(Bucket=bucket, Key=entry["Key"], VersionId=entry["VersionId"])
    s3.delete_bucket(Bucket=bucket)

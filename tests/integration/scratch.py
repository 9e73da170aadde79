"""Temporary users and functions on an engine, beside the stack."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sigv4 import Credentials

from local_aws.engine import Clients

EVERYTHING = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
)
LAMBDAS = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "lambda.amazonaws.com"},
            }
        ],
    }
)


def unique(what: str) -> str:
    return f"{what}-{uuid.uuid4().hex[:12]}"


@contextmanager
def user(admin: Clients, policy: str | None) -> Iterator[Credentials]:
    """Make a user, with a policy or without, for a `with` block; yields an access key."""
    name = unique("user")
    with ExitStack() as undo:
        admin.iam.create_user(UserName=name)
        undo.callback(admin.iam.delete_user, UserName=name)
        if policy:
            admin.iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=policy)
            undo.callback(admin.iam.delete_user_policy, UserName=name, PolicyName="own")
        key = admin.iam.create_access_key(UserName=name)["AccessKey"]
        undo.callback(admin.iam.delete_access_key, UserName=name, AccessKeyId=key["AccessKeyId"])
        yield Credentials(key["AccessKeyId"], key["SecretAccessKey"], None)


@contextmanager
def function(admin: Clients, source: str) -> Iterator[tuple[str, str]]:
    """Make a function for a `with` block; yields its name and the URL of its queue for failed events."""
    with ExitStack() as undo:
        yield make_function(admin, source, undo)


def make_function(admin: Clients, source: str, undo: ExitStack) -> tuple[str, str]:
    """Make a function; return its name and the URL of its queue for failed events."""
    name = unique("engine")
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("handler.py", source)
    role = admin.iam.create_role(RoleName=name, AssumeRolePolicyDocument=LAMBDAS)["Role"]["Arn"]
    undo.callback(admin.iam.delete_role, RoleName=name)
    admin.iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=EVERYTHING)
    undo.callback(admin.iam.delete_role_policy, RoleName=name, PolicyName="own")
    queue = admin.sqs.create_queue(QueueName=name)["QueueUrl"]
    undo.callback(admin.sqs.delete_queue, QueueUrl=queue)
    attributes = admin.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    admin.functions.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.13",
        Handler="handler.handler",
        Timeout=60,
        Code={"ZipFile": package.getvalue()},
    )
    undo.callback(admin.functions.delete_function, FunctionName=name)
    admin.functions.get_waiter("function_active_v2").wait(FunctionName=name)
    admin.functions.put_function_event_invoke_config(
        FunctionName=name, DestinationConfig={"OnFailure": {"Destination": attributes["QueueArn"]}}
    )
    return name, queue

"""A test function under one of the module's roles, to test that role's permissions."""

from __future__ import annotations

import base64
import io
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local_aws.engine import Clients
from tests.integration.flow import Flow, eventually

SOURCE = """
import base64
import boto3
from botocore.exceptions import ClientError

def decoded(value):
    is_bytes = isinstance(value, dict) and set(value) == {"base64"}
    return base64.b64decode(value["base64"]) if is_bytes else value

def handler(event, context):
    arguments = {name: decoded(value) for name, value in event["arguments"].items()}
    try:
        getattr(boto3.client(event["service"]), event["operation"])(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "done"
"""
DENIED = {"AccessDenied", "AccessDeniedException", "AuthorizationError", "AccessDeniedError"}


@dataclass(frozen=True)
class Probe:
    """Makes AWS calls as one role."""

    clients: Clients
    name: str

    def call(self, service: str, operation: str, **arguments: Any) -> str:
        """Make one call; return `done` or the error code."""
        encoded = {
            name: {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value
            for name, value in arguments.items()
        }
        event = {"service": service, "operation": operation, "arguments": encoded}
        return str(self.invoke(event))

    def invoke(self, event: Mapping[str, Any]) -> Any:
        """Call the function with any event and return its answer."""
        called = self.clients.functions.invoke(FunctionName=self.name, Payload=json.dumps(event).encode())
        answer = json.loads(called["Payload"].read())
        assert called.get("FunctionError") is None, answer
        return answer


@contextmanager
def probe(flow: Flow, function: str) -> Iterator[Probe]:
    """Deploy a probe under the role of the module's `function`, for a `with` block."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("handler.py", SOURCE)
    with deployed(flow, function, buffer.getvalue(), {}) as made:
        yield made


@contextmanager
def deployed(flow: Flow, function: str, package: bytes, variables: Mapping[str, str]) -> Iterator[Probe]:
    """Deploy `package` under the role and environment of `function`, plus `variables`, for a `with` block."""
    functions = flow.admin.functions
    module = functions.get_function_configuration(FunctionName=flow.mode.functions[function])
    name = f"probe-{uuid.uuid4().hex[:12]}"
    functions.create_function(
        FunctionName=name,
        Role=module["Role"],
        Runtime="python3.13",
        Handler="handler.handler",
        Timeout=30,
        Environment={"Variables": {**module["Environment"]["Variables"], **variables}},
        Code={"ZipFile": package},
    )
    try:
        eventually(
            lambda: functions.get_function_configuration(FunctionName=name)["State"] == "Active",
            f"function {name}",
        )
        yield Probe(flow.admin, name)
    finally:
        functions.delete_function(FunctionName=name)

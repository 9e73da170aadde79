"""The secret stays in Secrets Manager, and no log has users' data."""

from __future__ import annotations

import json

import pytest
from upload_id import upload_id

from local_aws import samples
from local_aws.stack import Stack
from tests.integration import logged
from tests.integration.flow import Flow, s3_event
from tests.integration.test_upload_status import ask


def test_the_secret_is_in_no_state_and_no_working_file(stack: Stack) -> None:
    values = [mode.auth_secret.encode() for mode in stack.modes.values()]
    texts = [
        path
        for path in stack.folder.rglob("*")
        if path.suffix in {".tfstate", ".json", ".tf", ".backup", ".rc"}
    ]
    ours = [path for path in texts if path.is_file() and "providers" not in path.parts]

    assert any(path.name == "terraform.tfstate" for path in ours)
    assert [path.name for path in ours for value in values if value in path.read_bytes()] == []


def test_the_secret_is_in_no_functions_settings(flow: Flow) -> None:
    for name in flow.mode.functions.values():
        settings = flow.admin.functions.get_function_configuration(FunctionName=name)
        assert flow.mode.auth_secret not in json.dumps(settings, default=str)


def test_the_logs_hold_no_secret_no_signature_and_nothing_of_users(flow: Flow) -> None:
    upload = flow.upload(samples.jpeg(samples.landscape(64, 48)), "a cat's name")
    flow.finished(upload)
    if "get_upload_status" in flow.mode.functions:
        assert ask(flow, upload.user_id, upload.file_key).status == 200
    flow.process(s3_event(flow.mode.bucket, upload))  # with BucketAV it fails, and Lambda logs the exception

    lines, forbidden = list(logged.of_the_functions(flow.stack)), logged.of_users(flow.stack)

    assert {flow.mode.auth_secret, upload.user_id, "a cat_s name.jpg"} <= forbidden
    assert any(upload_id(upload.file_key) in line for line in lines)
    assert list(logged.leaks(lines, forbidden)) == []


@pytest.mark.parametrize(
    "line",
    [
        '{"cause": "of s3cret-s3cret"}',
        '{"cause": "https://s3/b?X-Amz-Signature=1"}',
        "Read timeout on endpoint URL: https://b.s3/uploads%2Fu/1_x.jpg",
        '{"user": "auth0|17-long-enough"}',
        '{"user": "auth0%7C17-long-enough"}',
        '{"user": "bob"}',
        '{"file": "Fu\\u00df.jpg"}',
    ],
)
def test_what_no_log_may_hold_is_found(line: str) -> None:
    forbidden = {"s3cret-s3cret", "auth0|17-long-enough", "bob", "Fu\u00df.jpg"}
    assert list(logged.leaks([line, '{"message": "bobsleigh at uploads-plain"}'], forbidden)) == [line]

"""The secret stays in Secrets Manager, and users' data out of the logs."""

from __future__ import annotations

import json

from local_aws import samples
from local_aws.stack import Stack
from tests.integration.flow import Flow
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


def test_the_logs_hold_neither_the_secret_nor_a_usable_url(flow: Flow) -> None:
    upload = flow.upload(samples.jpeg(samples.landscape(64, 48)))
    flow.finished(upload)
    if "get_upload_status" in flow.mode.functions:
        assert ask(flow, upload.user_id, upload.file_key).status == 200

    for name in flow.mode.functions.values():
        lines = [
            event["message"]
            for event in flow.admin.logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        ]
        assert lines
        assert not any(flow.mode.auth_secret in line or "X-Amz-Signature" in line for line in lines)

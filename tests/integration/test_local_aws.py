"""The local engines' harness: it starts, stops and fails cleanly."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local_aws import emulator, localstack, processes
from local_aws.capabilities import CAPABILITIES, Capability
from local_aws.engine import LOCAL, ROOT, Clients, LocalAwsError
from local_aws.terraform import (
    Terraform,
    TerraformError,
    command,
    find_mirrors,
    render,
    write_cli_configuration,
)
from tests.integration.flow import eventually
from tests.integration.scratch import make_function


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one emulator, which is stopped after the test in any case."""
    path = LOCAL / "stacks" / f"test-{secrets.token_hex(4)}"
    yield path
    emulator.stop(path)


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test."""
    chosen: str = request.config.getoption("--emulator")
    return chosen


def test_two_emulators_run_at_once_and_share_nothing(folder: Path, name: str) -> None:
    with emulator.running(folder / "a", name) as first, emulator.running(folder / "b", name) as second:
        Clients(first).sqs.create_queue(QueueName="only-in-the-first")

        assert first.endpoint_url != second.endpoint_url
        assert not Clients(second).sqs.list_queues().get("QueueUrls")


def test_a_stopped_emulator_leaves_no_process_and_no_file(folder: Path, name: str) -> None:
    with emulator.running(folder, name) as engine:
        assert engine.health()
        assert processes.of(folder)

    assert processes.of(folder) == []
    assert not folder.exists()
    assert engine.health() is None


def test_an_emulator_ends_with_a_starter_that_was_killed_and_takes_its_terraform_along(
    folder: Path, name: str
) -> None:
    program = (
        "import os, pathlib, signal, subprocess, sys; from local_aws import emulator, processes; "
        "emulator.launch(pathlib.Path(sys.argv[1]), sys.argv[2], lifeline=True); "
        "subprocess.Popen(['sleep', '60'], env={**os.environ, processes.MARK: sys.argv[1]}); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), name], cwd=ROOT, check=False, timeout=60
    )

    assert done.returncode == -signal.SIGKILL
    eventually(lambda: not processes.of(folder) and not folder.exists(), "the emulator's end", seconds=10)


SPAWNING = """
import subprocess
import time

child = subprocess.Popen(["sleep", "60"], start_new_session=True)

def handler(seconds, context):
    time.sleep(seconds)
    return child.pid
"""


def is_alive(pid: int) -> bool:
    """Return whether a process runs; a zombie does not."""
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows processes in /proc")
def test_of_two_one_killed_in_the_middle_leaves_nothing_and_the_other_is_unharmed(
    folder: Path, name: str
) -> None:
    def child(admin: Clients, function: str) -> int:
        return int(admin.functions.invoke(FunctionName=function, Payload=b"0")["Payload"].read())

    with emulator.running(folder / "spared", name) as engine, ExitStack() as never_undone:
        spared, doomed = Clients(engine), Clients(emulator.start(folder / "killed", name))
        functions = [make_function(admin, SPAWNING, never_undone)[0] for admin in (spared, doomed)]
        before = [child(spared, functions[0]), child(doomed, functions[1])]
        assert all(map(is_alive, before))
        doomed.functions.invoke(FunctionName=functions[1], InvocationType="Event", Payload=b"30")

        os.kill(min(processes.of(folder / "killed")), signal.SIGKILL)  # the engine: it has the lowest id
        emulator.stop(folder / "killed")

        assert processes.of(folder / "killed") == []
        assert not is_alive(before[1])
        assert not (folder / "killed").exists()
        assert child(spared, functions[0]) == before[0]
        never_undone.pop_all()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows sockets in /proc")
def test_an_emulator_listens_on_the_loopback_interface_alone(folder: Path, name: str) -> None:
    with emulator.running(folder, name) as engine:
        make_function(Clients(engine), SPAWNING, ExitStack())
        own = {
            str(descriptor.readlink())
            for pid in processes.of(folder)
            for descriptor in Path(f"/proc/{pid}/fd").iterdir()
        }
        tables = [Path(f"/proc/net/{table}").read_text().splitlines()[1:] for table in ("tcp", "tcp6")]
        rows = [row.split() for table in tables for row in table]
        listening = {row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own}

    port = int(engine.endpoint_url.rsplit(":", 1)[1])
    assert f"0100007F:{port:04X}" in listening
    assert {address.rsplit(":", 1)[0] for address in listening} == {"0100007F"}


def test_tables_are_kept_in_a_server_that_a_person_names_where_the_engine_can(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers["X-Amz-Target"])
            self.rfile.read(int(self.headers["Content-Length"]))
            answer = b'{"TableNames": ["there"]}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv(localstack.TABLES_ELSEWHERE, f"http://127.0.0.1:{server.server_address[1]}")
        with emulator.running(folder, name) as engine:
            names = Clients(engine).tables.meta.client.list_tables()["TableNames"]
        server.shutdown()

    can = Capability.TABLES_ELSEWHERE in CAPABILITIES[name]
    assert (names, asked) == ((["there"], ["DynamoDB_20120810.ListTables"]) if can else ([], []))


def test_an_emulator_that_was_killed_can_be_cleared_away(folder: Path, name: str) -> None:
    engine = emulator.start(folder, name)
    for pid in processes.of(folder):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: engine.health() is None, "the emulator's end")

    emulator.stop(folder)

    assert not folder.exists()


def test_a_started_emulator_keeps_nobodys_pipe_open(folder: Path, name: str) -> None:
    program = (
        "import pathlib, sys; from local_aws import emulator; "
        "emulator.start(pathlib.Path(sys.argv[1]), sys.argv[2])"
    )
    # `run` waits until both outputs are closed. It would time out if the emulator inherited one of them.
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder), name],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert done.stdout + done.stderr == b""
    assert processes.of(folder)


def test_only_the_marked_processes_are_ended(folder: Path, name: str) -> None:
    with subprocess.Popen(["sleep", "60"], env={**os.environ, processes.MARK: f"{folder}-other"}) as other:
        try:
            emulator.start(folder, name)
            emulator.stop(folder)
            assert other.poll() is None
        finally:
            other.kill()


def test_a_failing_apply_shows_what_terraform_said(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\n  s3_use_path_style = true\n}\n\n'
        'resource "aws_sqs_queue_policy" "lonely" {\n'
        '  queue_url = "https://localhost/000000000000/missing"\n  policy    = "{}"\n}\n\n'
        'resource "aws_sns_topic" "twice" {\n  name = "no spaces, please"\n}\n'
    )
    with emulator.running(folder, name) as engine:
        terraform = Terraform(tmp_path, tmp_path / "state", engine.environment())
        terraform.init()
        with pytest.raises(TerraformError) as failed:
            terraform.apply()

    assert "aws_sns_topic.twice" in str(failed.value)
    assert "main.tf line 10" in str(failed.value)
    assert "invalid topic name" in str(failed.value)


def test_a_diagnostic_is_rendered_with_its_place_and_its_reason() -> None:
    diagnostic = {
        "severity": "error",
        "summary": "Invalid value for variable",
        "detail": "Write environment in lower case.",
        "address": "module.plain",
        "range": {"filename": "main.tf", "start": {"line": 7}},
        "snippet": {
            "context": 'module "plain"',
            "code": '  environment = "LOUD"',
            "values": [{"traversal": "var.environment", "statement": 'is "LOUD"'}],
        },
    }
    assert render(diagnostic).splitlines() == [
        "Error: Invalid value for variable",
        "",
        "  with module.plain,",
        '  on main.tf line 7, in module "plain":',
        '      environment = "LOUD"',
        "",
        '  var.environment is "LOUD"',
        "Write environment in lower case.",
    ]


def test_where_no_terraform_is_on_the_path_the_wheel_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("local_aws.terraform.WHEEL_PYTHON", Path(sys.executable))

    assert command() == [sys.executable, str(ROOT / "local_aws/terraform_wheel.py")]


def test_where_there_is_no_terraform_at_all_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("local_aws.terraform.WHEEL_PYTHON", tmp_path / "missing")

    with pytest.raises(LocalAwsError, match="install Terraform"):
        command()


def test_where_providers_come_from_is_the_users_choice_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = tmp_path / "users.rc"
    users.write_text("provider_installation {\n  direct {}\n}\n")
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(users))

    assert write_cli_configuration(tmp_path / "ours.rc").read_text() == users.read_text()


def test_a_mirror_in_a_conventional_place_is_used_and_the_registry_for_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "missing.rc"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    platform = next(
        path.name
        for mirror in find_mirrors()
        for path in mirror.glob("registry.terraform.io/hashicorp/aws/*/*")
    )
    mirror = tmp_path / "terraform/plugins"
    (mirror / "registry.terraform.io/hashicorp/aws/5.100.0" / platform).mkdir(parents=True)

    text = write_cli_configuration(tmp_path / "ours.rc").read_text()

    assert f'path    = "{mirror}"' in text
    assert 'exclude = ["registry.terraform.io/hashicorp/aws"]' in text


def test_without_a_mirror_the_registry_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", str(tmp_path / "missing.rc"))
    monkeypatch.setenv("TF_PLUGIN_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("local_aws.terraform.find_mirrors", list)

    text = write_cli_configuration(tmp_path / "ours.rc").read_text()

    assert "filesystem_mirror" not in text
    assert "direct {}" in text
    assert f'plugin_cache_dir = "{tmp_path / "cache"}"' in text


def test_the_compose_file_serves_a_pinned_localstack_where_the_client_asks() -> None:
    text = (ROOT / "docker-compose.yml").read_text()

    assert re.search(r"image: localstack/localstack:\d+\.\d+$", text, re.MULTILINE)
    assert f"127.0.0.1:{localstack.ENDPOINT.rsplit(':', 1)[1]}:4566" in text


def test_where_no_localstack_runs_a_sentence_says_how_to_start_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # bound, but not listening, so nothing answers here
        with pytest.raises(LocalAwsError, match="leave out --endpoint"):
            localstack.connect(f"http://127.0.0.1:{free.getsockname()[1]}")

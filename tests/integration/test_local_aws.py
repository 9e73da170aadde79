"""The harness itself: it starts, stops and fails as a person would want it to."""

from __future__ import annotations

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_aws import emulator, localstack, processes
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


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder for one emulator, which is taken down in any case."""
    path = LOCAL / "stacks" / f"test-{secrets.token_hex(4)}"
    yield path
    emulator.stop(path)


def test_two_emulators_run_at_once_and_share_nothing(folder: Path) -> None:
    with emulator.running(folder / "a") as first, emulator.running(folder / "b") as second:
        Clients(first).sqs.create_queue(QueueName="only-in-the-first")

        assert first.endpoint_url != second.endpoint_url
        assert not Clients(second).sqs.list_queues().get("QueueUrls")


def test_a_stopped_emulator_leaves_no_process_and_no_file(folder: Path) -> None:
    with emulator.running(folder) as engine:
        assert engine.health()
        assert processes.of(folder)

    assert processes.of(folder) == []
    assert not folder.exists()
    assert engine.health() is None


def test_an_emulator_ends_with_a_starter_that_was_killed_and_takes_its_terraform_along(folder: Path) -> None:
    program = (
        "import os, pathlib, signal, subprocess, sys; from local_aws import emulator, processes; "
        "emulator.launch(pathlib.Path(sys.argv[1]), lifeline=True); "
        "subprocess.Popen(['sleep', '60'], env={**os.environ, processes.MARK: sys.argv[1]}); "
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=False, timeout=60)

    assert done.returncode == -signal.SIGKILL
    eventually(lambda: not processes.of(folder) and not folder.exists(), "the emulator's end", seconds=10)


def test_an_emulator_that_was_killed_can_be_cleared_away(folder: Path) -> None:
    engine = emulator.start(folder)
    for pid in processes.of(folder):
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: engine.health() is None, "the emulator's end")

    emulator.stop(folder)

    assert not folder.exists()


def test_a_started_emulator_keeps_nobodys_pipe_open(folder: Path) -> None:
    program = "import pathlib, sys; from local_aws import emulator; emulator.start(pathlib.Path(sys.argv[1]))"
    # Waits for the end of both outputs, which an emulator that inherited one would keep from coming.
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)], cwd=ROOT, capture_output=True, check=True, timeout=60
    )

    assert done.stdout + done.stderr == b""
    assert processes.of(folder)


def test_only_the_marked_processes_are_ended(folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"], env={**os.environ, processes.MARK: f"{folder}-other"}) as other:
        try:
            emulator.start(folder)
            emulator.stop(folder)
            assert other.poll() is None
        finally:
            other.kill()


def test_a_failing_apply_shows_what_terraform_said(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "main.tf").write_text(
        'provider "aws" {\n  s3_use_path_style = true\n}\n\n'
        'resource "aws_sqs_queue_policy" "lonely" {\n'
        '  queue_url = "https://localhost/000000000000/missing"\n  policy    = "{}"\n}\n\n'
        'resource "aws_sns_topic" "twice" {\n  name = "no spaces, please"\n}\n'
    )
    with emulator.running(folder) as engine:
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
    (mirror / "registry.terraform.io/hashicorp/aws/5.83.0" / platform).mkdir(parents=True)

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
        free.bind(("127.0.0.1", 0))  # bound and not listening: nobody answers here
        with pytest.raises(LocalAwsError, match="docker compose up"):
            localstack.connect(f"http://127.0.0.1:{free.getsockname()[1]}")

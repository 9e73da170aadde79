"""Runs the clients of examples/ against the deployed API, as their users do."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from local_aws import samples
from local_aws.engine import ROOT
from tests.clients import command, each_client, needs_curl, needs_node
from tests.integration.flow import Flow, Upload, new_user
from tests.unit.docs.documents import code_blocks


def run(flow: Flow, command: list[str], secret: str = "") -> subprocess.CompletedProcess[str]:
    """Run a client with the environment variables of its description, and none of this process's own."""
    environment = {
        "PATH": os.environ["PATH"],
        "UPLOAD_API_URL": flow.mode.api_url,
        "UPLOAD_API_SECRET": secret or flow.mode.auth_secret,
        "NO_PROXY": "*",
    }
    if flow.stack.engine.ca_bundle:
        names = ("CURL_CA_BUNDLE", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")
        environment |= dict.fromkeys(names, str(flow.stack.engine.ca_bundle))
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "Ma photo, été.jpg"
    path.write_bytes(samples.jpeg(samples.landscape(640, 480)))
    return path


@each_client
def test_a_client_uploads_a_photo_that_is_then_processed(plain: Flow, photo: Path, client: str) -> None:
    user = new_user()

    done = run(plain, command(client, user, str(photo)))

    assert (done.returncode, done.stderr) == (0, "")
    printed, *_, end = done.stdout.split("\n")
    assert end == "", "the shell's prompt would follow the key"
    file_key = json.loads(f'"{printed}"') if client == "curl" else printed
    ((_, version),) = plain.versions(file_key)
    assert plain.finished(Upload(user, file_key, version))["status"] == "processed"
    assert plain.content(file_key) == photo.read_bytes()


@needs_curl
def test_the_commands_of_the_readme_upload_a_photo(plain: Flow, tmp_path: Path) -> None:
    asking, putting, following = (
        block.body for block in code_blocks(ROOT / "README.md") if block.body.startswith("curl ")
    )
    (tmp_path / "cat.png").write_bytes(samples.png(samples.landscape(64, 48)))
    local = asking.replace("https://uploads.example.com/upload-url", plain.mode.api_url)
    assert local != asking

    asked = run(plain, ["sh", "-euc", 'SECRET=$UPLOAD_API_SECRET; cd "$0"\n' + local, str(tmp_path)])
    permission = json.loads(asked.stdout)
    done = run(
        plain, ["sh", "-euc", 'UPLOAD_URL=$1; cd "$0"\n' + putting, str(tmp_path), permission["upload_url"]]
    )

    assert (done.returncode, done.stdout) == (0, "")
    ((_, version),) = plain.versions(permission["file_key"])
    assert plain.finished(Upload("u1", permission["file_key"], version))["status"] == "processed"

    status_url = plain.mode.api_url.removesuffix("/upload-url") + "/upload-status"
    local = following.replace("https://uploads.example.com/upload-status", status_url)
    assert local != following
    words = ["sh", "-euc", "SECRET=$UPLOAD_API_SECRET; FILE_KEY=$0\n" + local, permission["file_key"]]
    assert json.loads(run(plain, words).stdout)["status"] == "processed"


@each_client
def test_a_client_that_is_refused_says_so_and_fails(plain: Flow, photo: Path, client: str) -> None:
    done = run(plain, command(client, "u-1", str(photo)), "not the secret")

    assert (done.returncode, done.stdout) == (1, "")
    assert "Forbidden" in done.stderr


@each_client
def test_a_client_repeats_what_the_api_says_is_wrong(plain: Flow, photo: Path, client: str) -> None:
    document = photo.rename(photo.with_suffix(".exe"))

    done = run(plain, command(client, "u-1", str(document)))

    assert (done.returncode, done.stdout) == (1, "")
    assert "'ext' must be one of" in done.stderr


@needs_node
def test_a_page_that_uploads_twice_is_told_412(plain: Flow, photo: Path) -> None:
    done = run(plain, command("node", new_user(), str(photo)))

    assert done.stdout.splitlines()[1:] == ["S3 does not take the file: 412"]

"""The embedded AWS engine: MiniStack as a child process, over TLS and with IAM enforced."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from local_aws import processes
from local_aws.engine import ROOT, Engine, LocalAwsError

REGION = "eu-central-1"  # not MiniStack's default, so that a region written in the code would show
PYTHON = ROOT / ".nox/emulator/bin/python"
CUSTOM_DOMAINS = ("plain.uploads.test", "bucketav.uploads.test")
START_SECONDS = 60

_children: dict[Path, subprocess.Popen[bytes]] = {}  # of this process, by folder


@contextmanager
def running(folder: Path) -> Iterator[Engine]:
    """Run the emulator for the length of a `with` block; it also ends when this process is killed.

    `folder` must not exist: it is made, holds everything that the emulator writes, and is removed.
    """
    engine = launch(folder, lifeline=True)
    try:
        yield engine
    finally:
        stop(folder)


def start(folder: Path) -> Engine:
    """Start an emulator that outlives this process; `stop` ends it. `folder` must not exist."""
    return launch(folder, lifeline=False)


def stop(folder: Path) -> None:
    """End whatever belongs to the emulator of `folder`, if anything does, and remove the folder."""
    processes.end(folder)
    if child := _children.pop(folder, None):
        with child:  # closes its lifeline and takes its exit status
            pass
    shutil.rmtree(folder, ignore_errors=True)


def launch(folder: Path, *, lifeline: bool) -> Engine:
    """Start an emulator and return it when it answers; with a `lifeline` it ends when this process does."""
    if not PYTHON.exists():
        raise LocalAwsError(
            "MiniStack's environment is missing. "
            "Start through nox, which makes it: `nox -s demo`, `up` or `integration`."
        )
    folder.mkdir(parents=True)
    certificate, key, authority = _make_certificates(folder)
    # Bound here, so that no other program can take the port between its choice and its use.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    engine = Engine(
        name="ministack",
        endpoint_url=f"https://localhost:{listener.getsockname()[1]}",
        ca_bundle=authority,
        region=REGION,
        # Key `test` is the account's root: for setting up and for looking, never for a client under test.
        access_key_id="test",
        secret_access_key="test",  # noqa: S106 - the emulator's fixed key
        has_waf=True,
        enforces_iam=True,
    )
    with listener, (folder / "emulator.log").open("wb") as log:
        child = _children[folder] = subprocess.Popen(
            [
                *(str(PYTHON), str(ROOT / "local_aws/serve.py"), "--socket", str(listener.fileno())),
                *("--certificate", str(certificate), "--key", str(key), "--folder", str(folder)),
                *(["--lifeline"] if lifeline else []),
            ],
            # A file and not a pipe: who captures our output would else wait for the emulator's end.
            stdin=subprocess.PIPE if lifeline else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            env=_environment(folder, engine, certificate, key),
            cwd=folder,
            start_new_session=True,
        )
    try:
        _wait_for_health(engine, child, folder / "emulator.log")
    except BaseException:
        stop(folder)
        raise
    return engine


def _make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Write a server certificate, its key and the throwaway authority that signed it."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1", *CUSTOM_DOMAINS)
    certificate, key, root = folder / "server.pem", folder / "server.key", folder / "ca.pem"
    certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.touch(mode=0o600)
    key.write_bytes(issued.private_key_pem.bytes())
    root.write_bytes(authority.cert_pem.bytes())
    return certificate, key, root


def _environment(folder: Path, engine: Engine, certificate: Path, key: Path) -> dict[str, str]:
    """Return the whole environment: nothing of the caller's shell but the PATH reaches the functions."""
    temporary = folder / "tmp"
    temporary.mkdir()
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "TMPDIR": str(temporary),  # code of the functions, unpacked; goes with the folder
        processes.MARK: str(folder),
        **engine.environment(),
        "GATEWAY_PORT": engine.endpoint_url.rsplit(":", 1)[1],
        "MINISTACK_REGION": engine.region,
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(certificate),
        "MINISTACK_SSL_KEY": str(key),
        "S3_DATA_DIR": str(folder / "s3"),
        "STATE_DIR": str(folder / "state"),
        "LAMBDA_EXECUTOR": "local",
        # AWS waits minutes before it runs a failed asynchronous event again.
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
        # Servers that nobody here needs, on fixed ports.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _wait_for_health(engine: Engine, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while engine.health() is None:
        if child.poll() is not None or time.monotonic() > deadline:
            told = log.read_text(errors="replace")[-4000:]
            state = "did not answer in time" if child.poll() is None else f"ended with {child.returncode}"
            raise LocalAwsError(f"The emulator {state}. The end of what it said:\n{told}")
        time.sleep(0.05)

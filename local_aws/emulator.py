"""Starts an AWS engine as a child process, with TLS, on a free port of the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import trustme

from local_aws import localstack, ministack, moto, processes
from local_aws.capabilities import CAPABILITIES
from local_aws.engine import REGION, Engine, LocalAwsError
from local_aws.launching import Launch

CUSTOM_DOMAINS = tuple(f"{mode}.uploads.test" for mode in ("plain", "bucketav", "guardduty"))
START_SECONDS = 60  # LocalStack takes this long on a busy machine

_children: dict[Path, subprocess.Popen[bytes]] = {}  # of this process, by folder


@contextmanager
def running(folder: Path, name: str = "ministack") -> Iterator[Engine]:
    """Run an engine during a `with` block; it also ends when this process is killed.

    `folder` must not exist: it is made, holds everything that the engine writes, and is removed.
    """
    engine = launch(folder, name, lifeline=True)
    try:
        yield engine
    finally:
        stop(folder)


def start(folder: Path, name: str = "ministack") -> Engine:
    """Start an engine that outlives this process; `stop` ends it. `folder` must not exist."""
    return launch(folder, name, lifeline=False)


def stop(folder: Path) -> None:
    """End all processes of the engine in `folder`, and remove the folder; neither needs to exist."""
    processes.end(folder)
    if child := _children.pop(folder, None):
        with child:  # closes its lifeline and takes its exit status
            pass
    processes.remove(folder)


def launch(folder: Path, name: str = "ministack", *, lifeline: bool) -> Engine:
    """Start an engine and return it when it answers; with a `lifeline`, it ends with this process."""
    python = _PROGRAMS[name].PYTHON
    if not python.exists():
        raise LocalAwsError(
            f"The environment of {name} is missing. nox creates it: run `nox -s demo`, `up` or `integration`."
        )
    folder.mkdir(parents=True)
    certificate, key, authority = _make_certificates(folder)
    # Bound here, so that no other program can take the port before the engine uses it.
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    engine = Engine(
        name=name,
        endpoint_url=f"https://localhost:{listener.getsockname()[1]}",
        ca_bundle=authority,
        region=REGION,
        # Key `test` is the account's root. Use it for setup and checks, never for a client under test.
        access_key_id="test",
        secret_access_key="test",  # noqa: S106 - the emulators' fixed key
        capabilities=CAPABILITIES[name],
    )
    program = _PROGRAMS[name].program(Launch(engine, folder, certificate, key, listener.fileno()))
    with listener, (folder / "emulator.log").open("wb") as log:
        listener.listen(128)
        child = _children[folder] = subprocess.Popen(
            [
                *(str(program.python), "-P", *program.arguments, "--folder", str(folder)),
                *(["--lifeline"] if lifeline else []),
            ],
            # A file, not a pipe: a program that captures our output would wait until the emulator ends.
            stdin=subprocess.PIPE if lifeline else subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            env={**_environment(folder, engine), **program.variables},
            cwd=folder,
            start_new_session=True,
        )
    try:
        _wait_for_health(engine, child, folder / "emulator.log")
    except BaseException:
        stop(folder)
        raise
    return engine


_PROGRAMS = {"ministack": ministack, "localstack": localstack, "moto": moto}


def _make_certificates(folder: Path) -> tuple[Path, Path, Path]:
    """Write a server certificate, its key, and the temporary authority that signed it."""
    authority = trustme.CA()
    issued = authority.issue_cert("localhost", "127.0.0.1", *CUSTOM_DOMAINS)
    certificate, key, root = folder / "server.pem", folder / "server.key", folder / "ca.pem"
    certificate.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
    key.touch(mode=0o600)
    key.write_bytes(issued.private_key_pem.bytes())
    root.write_bytes(authority.cert_pem.bytes())
    return certificate, key, root


def _environment(folder: Path, engine: Engine) -> dict[str, str]:
    """Return an engine's environment: of the caller's shell, functions get only the PATH."""
    temporary = folder / "tmp"
    temporary.mkdir()
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
        "HOME": str(folder),  # keeps the user's caches and settings apart from the engine's
        "TMPDIR": str(temporary),  # the functions' unpacked code; removed with the folder
        processes.MARK: str(folder),
        **engine.environment(),
    }


def _wait_for_health(engine: Engine, child: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while engine.health() is None:
        if child.poll() is not None or time.monotonic() > deadline:
            end_of_log = log.read_text(errors="replace")[-4000:]
            state = "did not answer in time" if child.poll() is None else f"ended with {child.returncode}"
            raise LocalAwsError(f"The emulator {state}. End of its log:\n{end_of_log}")
        time.sleep(0.05)

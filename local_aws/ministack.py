"""Starts MiniStack with IAM enforced and with short pauses before retries."""

from __future__ import annotations

from local_aws.engine import ROOT
from local_aws.launching import Launch, Program

PYTHON = ROOT / ".nox/emulator/bin/python"


def program(launch: Launch) -> Program:
    """Return the program that serves on the socket."""
    arguments = (
        *(str(ROOT / "local_aws/serve_ministack.py"), "--socket", str(launch.socket)),
        *("--certificate", str(launch.certificate), "--key", str(launch.key)),
    )
    variables = {
        "GATEWAY_PORT": launch.port,
        "MINISTACK_REGION": launch.engine.region,
        "AUTH": "true",
        "USE_SSL": "1",
        "MINISTACK_SSL_CERT": str(launch.certificate),
        "MINISTACK_SSL_KEY": str(launch.key),
        "S3_DATA_DIR": str(launch.folder / "s3"),
        "STATE_DIR": str(launch.folder / "state"),
        "LAMBDA_EXECUTOR": "local",
        # AWS waits minutes before it retries a failed asynchronous event.
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.2",
        # Turns off servers that are not needed and use fixed ports.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }
    return Program(PYTHON, arguments, variables)

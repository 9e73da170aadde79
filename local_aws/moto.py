"""How moto's server is started: an opinion on what Terraform applies, and no place where uploads run."""

from __future__ import annotations

from local_aws.engine import ROOT
from local_aws.launching import Launch, Program

PYTHON = ROOT / ".nox/moto/bin/python"


def program(launch: Launch) -> Program:
    """Return the program that serves on the socket."""
    arguments = (
        *(str(ROOT / "local_aws/serve_moto.py"), "--socket", str(launch.socket)),
        *("--certificate", str(launch.certificate), "--key", str(launch.key)),
    )
    return Program(PYTHON, arguments, {})

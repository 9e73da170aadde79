"""Starts moto's server, to which Terraform applies the module. No uploads run there."""

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

"""Start LocalStack with these plugins: `python start.py [--functions REQUIREMENTS FOLDER]`.

Runs by its path, with the Python of an environment that has `localstack-core[runtime]`, as LocalStack's
image has. This package need not be installed there. Settings are environment variables, as for LocalStack.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

HERE = Path(__file__).resolve().parent.parent
DEFAULTS = {
    "LAMBDA_RUNTIME_EXECUTOR": "process",
    "PROVIDER_OVERRIDE_DYNAMODB": "moto",
    "S3_SKIP_SIGNATURE_VALIDATION": "0",
}


def main() -> None:
    """Register the plugins, then replace this process by LocalStack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--functions",
        nargs=2,
        type=Path,
        metavar=("REQUIREMENTS", "FOLDER"),
        help="make the functions' environment in FOLDER, if it is not there, and use it",
    )
    options = parser.parse_args()

    if options.functions:
        os.environ["LAMBDA_PROCESS_PYTHON"] = str(functions_environment(*options.functions))
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    with tempfile.TemporaryDirectory(prefix="plugins-") as folder:
        register(Path(folder))
        from localstack.runtime.main import main as run_localstack

        name_objects_by_plain_keys()
        run_localstack()


def name_objects_by_plain_keys() -> None:
    """Make events on EventBridge name an object by its plain key, as S3's do.

    LocalStack encodes the key as in S3's own notifications. Source: "Using EventBridge" in the S3 user guide,
    whose keys are plain.
    """
    from localstack.services.s3.notifications import EventBridgeNotifier

    with_encoded_key = EventBridgeNotifier._get_event_payload

    def with_plain_key(context: Any, config_id: Any = None) -> Any:
        return with_encoded_key(replace(context, key_name=unquote(context.key_name)), config_id)

    EventBridgeNotifier._get_event_payload = staticmethod(with_plain_key)


def register(folder: Path) -> None:
    """Unless the package is installed, write its entry points to `folder` and put `folder` on the path."""
    project = tomllib.loads((HERE / "pyproject.toml").read_text())["project"]
    sys.path.insert(0, str(HERE))
    if any(importlib.metadata.distributions(name=project["name"])):
        return
    described = folder / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    described.mkdir()
    lines = [f"Name: {project['name']}", f"Version: {project['version']}"]
    (described / "METADATA").write_text("Metadata-Version: 2.1\n" + "\n".join(lines) + "\n")
    groups = [
        f"[{group}]\n" + "".join(f"{name} = {place}\n" for name, place in points.items())
        for group, points in project["entry-points"].items()
    ]
    (described / "entry_points.txt").write_text("\n".join(groups))
    sys.path.insert(0, str(folder))


def functions_environment(requirements: Path, folder: Path) -> Path:
    """Create the functions' environment, unless it exists, and return its Python."""
    python = folder / "bin/python"
    if not (folder / "made").exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(requirements)],
            check=True,
        )
        (folder / "made").touch()
    return python


if __name__ == "__main__":
    main()

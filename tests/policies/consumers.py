"""Simulates a consumer's repository: this one at a tag, roots that call the module, and scan commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from tests.policies.places import POLICIES, ROOT

SECONDS = 120
TAG = "v1.0.0"
PUBLIC = re.compile(r"https://example\.com/image-uploader\.git//policies\?ref=v[\d.]+")
CANARY = "import os, pathlib\npathlib.Path(os.environ['CANARY']).open('a').write(__file__ + '\\n')\n"
GATE = ROOT / ".github/workflows/consumer-gate.yml"

# Weak inputs that a policy finds in HCL, without a plan; by policy.
WEAK = {"CKV2_IMG_14": "force_destroy = true", "CKV2_IMG_17": "table_deletion_protection = false"}
WEAK["CKV2_IMG_25"] = "enable_waf = false"


def tracked() -> list[Path]:
    """Return this repository's files, including those that are not committed yet."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def publish(repository: Path) -> None:
    """Copy this repository and tag it. Python files outside policies/ become canaries: they record a run."""
    for file in tracked():
        target = repository / file
        target.parent.mkdir(parents=True, exist_ok=True)
        content = (ROOT / file).read_bytes()
        if file.suffix == ".py" and file.parts[0] != "policies":
            content = CANARY.encode()
        target.write_bytes(content)
        target.chmod((ROOT / file).stat().st_mode)
    git = ["git", "-c", "user.name=nobody", "-c", "user.email=nobody@example.com"]
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
    for command in ("init --quiet", "add --all --force", "commit --quiet -m published", f"tag {TAG}"):
        subprocess.run([*git, *command.split()], cwd=repository, check=True, env=environment)


def write_root(folder: Path, source: str, more: str = "") -> None:
    """Write a root that calls the module with the nine required inputs, and with the arguments in `more`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "main.tf").write_text(f"""
provider "aws" {{
  region = "eu-central-1"
}}

module "image_uploader" {{
  source = "{source}"

  region                                        = "eu-central-1"
  environment                                   = "prod"
  api_image_upload_domain_name                  = "uploads.example.com"
  backend_certificate_arn                       = "arn:aws:acm:eu-central-1:123456789012:certificate/1"
  uploads_bucket_name                           = "uploads"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = 300
  use_bucketav                                  = false
  bucketav_sns_findings_topic_name              = null
  {more}
}}
""")


def initialise(folder: Path, repository: Path, source: str) -> None:
    """Write the files that `terraform init` writes for a module from a git ref; `source` is not fetched."""
    clone = folder / ".terraform/modules/image_uploader"
    where = [f"file://{repository}", str(clone)]
    subprocess.run(["git", "clone", "--quiet", "--depth=1", f"--branch={TAG}", *where], check=True)
    modules = [
        {"Key": "", "Source": "", "Dir": "."},
        {"Key": "image_uploader", "Source": source, "Dir": ".terraform/modules/image_uploader/module"},
    ]
    (clone.parent / "modules.json").write_text(json.dumps({"Modules": modules}))


def one_line(source: str) -> str:
    """Return the one-line scan command of policies/README.md, with its public URL replaced by `source`."""
    (found,) = re.findall(
        r"^\w+=True checkov .*external-checks-git.*$", (POLICIES / "README.md").read_text(), re.MULTILINE
    )
    command, replaced = PUBLIC.subn(source, str(found))
    assert replaced == 1
    return command


def gate_steps() -> dict[str, tuple[str, dict[str, str]]]:
    """Return the scanning steps of the gate's workflow by name: the command, and its environment.

    The input `directory` is `infrastructure`.
    """
    steps: list[dict[str, Any]] = yaml.safe_load(GATE.read_text())["jobs"]["gate"]["steps"]
    scanning = (step for step in steps if re.search(r"/check\.sh |checkov --", step.get("run", "")))
    inputs = {"${{ inputs.directory }}": "infrastructure"}
    return {
        step["name"]: (step["run"], {name: inputs.get(value, value) for name, value in step["env"].items()})
        for step in scanning
    }


def run(command: list[str], folder: Path, canary: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the environment of a machine that has Checkov and git, and no git configuration."""
    environment = {
        **{name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ},
        "CANARY": str(canary),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LOG_LEVEL": "ERROR",
        **variables,
    }
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )


def failed(report: str) -> set[str]:
    """Return the ids of the failed checks in Checkov's text report."""
    return set(re.findall(r"^Check: (\w+):", report, re.MULTILINE))


def passed(report: str) -> int:
    """Return the number of passed checks in Checkov's text report; 0 if Checkov found nothing to scan."""
    return sum(int(number) for number in re.findall(r"^Passed checks: (\d+)", report, re.MULTILINE))

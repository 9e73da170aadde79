"""A consumer can plan the module from a git ref."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local_aws.engine import ROOT
from local_aws.stack import Stack
from local_aws.terraform import Terraform

TAG = "v9.9.9-test"

# A consumer's root, with the nine required inputs.
CONSUMER = """
terraform {{
  required_providers {{
    aws = {{
      source = "hashicorp/aws"
    }}
  }}
}}

module "image_uploader" {{
  source = "git::file://{repository}//module?ref={ref}"

  region                                        = "{region}"
  environment                                   = "test"
  api_image_upload_domain_name                  = "uploads.example.com"
  backend_certificate_arn                       = "arn:aws:acm:{region}:123456789012:certificate/0aaa0aaa"
  uploads_bucket_name                           = "consumer"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = 300
  use_bucketav                                  = true
  bucketav_sns_findings_topic_name              = "findings"
}}

output "bucket" {{
  value = module.image_uploader.uploads_bucket_id
}}
"""

pytestmark = pytest.mark.skipif(
    shutil.which("git") is None, reason="git is what Terraform takes modules with"
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bare clone of this repository with an extra tag on the checked-out commit."""
    bare = tmp_path_factory.mktemp("remote") / "image-uploader.git"
    # git refuses a repository of another user, such as a container's volume, unless it is listed as safe.
    git("-c", f"safe.directory={ROOT}", "clone", "--quiet", "--bare", f"file://{ROOT}", str(bare))
    git("-C", str(bare), "tag", TAG, "HEAD")
    return bare


@pytest.fixture(scope="module")
def consumer(stack: Stack, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A consumer's first plan, as JSON."""
    root = tmp_path_factory.mktemp("consumer")
    text = CONSUMER.format(repository=repository, ref=TAG, region=stack.engine.region)
    (root / "main.tf").write_text(text)
    terraform = Terraform(root, root / "state", stack.engine.environment())
    terraform.init()
    return terraform.plan()


def test_a_tag_can_be_planned_as_it_is(consumer: dict[str, Any]) -> None:
    assert consumer["planned_values"]["outputs"]["bucket"]["value"] == "test-consumer"


def test_the_packages_come_with_the_ref_and_are_what_is_committed(
    consumer: dict[str, Any], repository: Path
) -> None:
    packages = {
        resource["values"]["filename"].removeprefix(".terraform/modules/").split("/module/")[-1]
        for resource in consumer["planned_values"]["root_module"]["child_modules"][0]["resources"]
        if resource["type"] in {"aws_lambda_function", "aws_lambda_layer_version"}
    }
    committed = git("-C", str(repository), "ls-tree", "--name-only", f"{TAG}:module/packages").split()

    assert packages == {
        "packages/get_presigned_url.zip",
        "packages/process_uploaded_file.zip",
        "packages/pillow-arm64.zip",
    }
    assert {name.removeprefix("packages/") for name in packages} <= set(committed)


def git(*words: str) -> str:
    """Run git and return its output."""
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True, timeout=120).stdout

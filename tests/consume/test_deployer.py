"""A user with the deployer's policies alone can apply and destroy the module."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from local_aws import emulator
from local_aws.engine import ROOT, Clients, Engine
from local_aws.terraform import Terraform, TerraformError
from operations.deployer_policy import policies
from tests import by_ref

# The first resource that is made in each service, so that only a missing right can make it fail.
FIRST_OF_EACH_SERVICE = (
    *("aws_api_gateway_rest_api", "aws_cloudwatch_log_group", "aws_cloudwatch_metric_alarm"),
    *("aws_dynamodb_table", "aws_iam_role", "aws_lambda_layer_version", "aws_s3_bucket", "aws_sqs_queue"),
    "aws_wafv2_web_acl",
)
# The deployer's policies restrict these to resources, as AWS allows. The engine checks them on `*`.
ASKED_OF_EVERY_RESOURCE = {
    *("cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:ListTagsForResource"),
    *("dynamodb:ListTagsOfResource", "lambda:CreateFunction"),
    *("sns:GetSubscriptionAttributes", "sns:Unsubscribe"),
    *("wafv2:AssociateWebACL", "wafv2:DisassociateWebACL", "wafv2:GetWebACLForResource"),
    "wafv2:ListTagsForResource",
}
MISREAD = (
    "aws_cloudwatch_metric_alarm",
    "aws_wafv2_web_acl",
)  # see tests/integration/test_second_plan.py
TAKEN_FOR_ANOTHER = {"lambda:ListLayers"}  # the engine checks it in place of lambda:GetLayerVersion
ROOT_TF = """
provider "aws" {
  s3_use_path_style = true
}

module "image_uploader" {
  source = "%(module)s"

  region                           = "%(region)s"
  environment                      = "deploy"
  api_image_upload_domain_name     = "deploy.uploads.example.com"
  backend_certificate_arn          = "arn:aws:acm:%(region)s:000000000000:certificate/0a1b2c3d-1111"
  uploads_bucket_name              = "acme-uploads"
  bucketav_sns_findings_topic_name = "findings"
  cors_allowed_origins             = ["https://app.example.com"]
  table_deletion_protection        = false
  original_expiration_days         = 30
  tags                             = { team = "pictures" }
%(engine)s
}
"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with emulator.running(tmp_path_factory.mktemp("deployer") / "emulator") as running:
        Clients(running).sns.create_topic(Name="findings")
        yield running


@pytest.fixture
def root(engine: Engine, tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    inputs = "\n".join(f"  {name} = {json.dumps(value)}" for name, value in by_ref.engine_inputs().items())
    text = ROOT_TF % {"module": ROOT / "module", "region": engine.region, "engine": inputs}
    (folder / "main.tf").write_text(text)
    return folder


def as_user(engine: Engine, name: str, documents: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Make a user with these policies; return the environment variables for Terraform with its key."""
    iam = Clients(engine).iam
    iam.create_user(UserName=name)
    for number, document in enumerate(documents):
        made = iam.create_policy(PolicyName=f"{name}-{number}", PolicyDocument=json.dumps(document))
        iam.attach_user_policy(UserName=name, PolicyArn=made["Policy"]["Arn"])
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        **engine.environment(),
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def test_whoever_has_the_deployers_policies_applies_and_destroys(
    engine: Engine, root: Path, tmp_path: Path
) -> None:
    first = Terraform(root, tmp_path / "state", as_user(engine, "planner", []))
    first.init()
    documents = policies(first.plan())  # a plan looks up the account alone, which needs no right
    allowed = {action for document in documents for one in document["Statement"] for action in one["Action"]}
    assert allowed >= ASKED_OF_EVERY_RESOURCE | {"lambda:GetLayerVersion"}
    everywhere = {"Effect": "Allow", "Action": sorted(ASKED_OF_EVERY_RESOURCE | TAKEN_FOR_ANOTHER)}
    for_the_engine = {"Version": "2012-10-17", "Statement": [{**everywhere, "Resource": "*"}]}

    deployer = Terraform(root, tmp_path / "state", as_user(engine, "deployer", [*documents, for_the_engine]))
    deployer.apply()
    changed = {
        one["address"]
        for one in deployer.plan()["resource_changes"]
        if one["change"]["actions"] not in (["no-op"], ["read"]) and one["type"] not in MISREAD
    }
    assert changed == set()
    deployer.destroy()
    assert deployer.show().get("values") is None


def test_without_them_the_engine_refuses_every_service(engine: Engine, root: Path, tmp_path: Path) -> None:
    """The engine does check rights. Otherwise the test above would pass without any."""
    nobody = Terraform(root, tmp_path / "state", as_user(engine, "nobody", []))
    nobody.init()

    with pytest.raises(TerraformError) as refused:
        nobody.apply()

    unasked = [kind for kind in FIRST_OF_EACH_SERVICE if not re.search(rf"{kind}\b", str(refused.value))]
    assert unasked == []

"""A consumer takes the module by git ref, plans, applies and uses it, with Terraform and git alone.

One root and one apply cover everything: copies of the first two examples, and two instances by `for_each` in
another region, with a provider's alias and `depends_on`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from local_aws import emulator, samples
from local_aws.engine import ROOT, Engine
from local_aws.terraform import Terraform
from tests import by_ref
from tests.by_ref import Instance

REF = "v1.2.0"
OTHER_REGION = "us-west-2"
TENANTS = ("north", "south")
DOMAIN = "{}.uploads.example.com"
CERTIFICATE = "arn:aws:acm:{}:000000000000:certificate/0a1b2c3d-1111-2222-3333-444455556666"

# The root of a team that gives each of its tenants an instance.
TENANTS_TF = """
provider "aws" {
  alias  = "other"
  region = "%(region)s"
}

resource "aws_sns_topic" "findings" {
  provider = aws.other
  name     = "findings"
}

module "tenant" {
  source    = "%(source)s"
  for_each  = toset(%(tenants)s)
  providers = { aws = aws.other }

  region                                        = "%(region)s"
  environment                                   = each.key
  api_image_upload_domain_name                  = "${each.key}.uploads.example.com"
  backend_certificate_arn                       = "%(certificate)s"
  uploads_bucket_name                           = "tenant-uploads"
  enable_transfer_acceleration                  = false
  lambda_upload_presigned_url_expiration_time_s = 300
  use_bucketav                                  = each.key == "south"
  bucketav_sns_findings_topic_name              = each.key == "south" ? aws_sns_topic.findings.name : null

  depends_on = [aws_sns_topic.findings]
}
"""


@dataclass(frozen=True)
class Consumer:
    """The plan and the deployed instances; `path` is the PATH with Terraform and git alone."""

    plan: dict[str, Any]
    instances: dict[str, Instance]
    root: Path
    path: str
    bare: Path


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with emulator.running(tmp_path_factory.mktemp("consume") / "emulator") as running:
        yield running


@pytest.fixture(scope="session")
def consumer(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Consumer:
    folder = tmp_path_factory.mktemp("consumer")
    bare = by_ref.clone(folder, v1_2_0="HEAD")
    path = by_ref.terraform_and_git_alone(folder / "bin")
    root = folder / "root"
    write_root(root, by_ref.source(bare, REF), engine)
    for environment in ("minimal", "bucketav"):
        by_ref.set_secret(engine, environment)
    for environment in TENANTS:
        by_ref.set_secret(replace(engine, region=OTHER_REGION), environment)

    terraform: Terraform = by_ref.terraform(root, engine, path)
    terraform.init()
    plan = terraform.plan()
    terraform.apply()
    regions = dict.fromkeys(TENANTS, OTHER_REGION)
    instances = {
        name: Instance.of(engine, output, regions.get(name, ""))
        for name, output in terraform.output().items()
    }
    return Consumer(plan, instances, root, path, bare)


def write_root(root: Path, source: str, engine: Engine) -> None:
    """Write the consumer's root: copies of the examples, each with an override file, and the tenants."""
    inputs = {"source": source, **by_ref.engine_inputs()}
    modules: dict[str, Any] = {}
    outputs: dict[str, Any] = {}
    for example in ("minimal", "bucketav"):
        shutil.copytree(ROOT / "examples" / example, root / example)
        override = {"module": {"image_uploader": inputs}, "provider": {"aws": by_ref.provider()}}
        (root / example / "local_override.tf.json").write_text(json.dumps(override))
        modules[example] = {
            "source": f"./{example}",
            "region": engine.region,
            "environment": example,
            "api_image_upload_domain_name": DOMAIN.format(example),
            "backend_certificate_arn": CERTIFICATE.format(engine.region),
            "uploads_bucket_name": "acme-uploads",
        }
        outputs[example] = {
            "value": {
                "domain": DOMAIN.format(example),
                "bucket": f"${{module.{example}.uploads_bucket}}",
                "table": f"${{module.{example}.metadata_table}}",
            }
        }
    modules["bucketav"] |= {
        "bucketav_sns_findings_topic_name": "${aws_sns_topic.bucketav.name}",
        "bucketav_scan_queue_arn": "${aws_sqs_queue.scan.arn}",
    }
    bucketav = {
        "aws_sns_topic": {"bucketav": {"name": "bucketav-findings"}},
        "aws_sqs_queue": {"scan": {"name": "bucketav-scan", "policy": scan_queue_policy()}},
    }
    for tenant in TENANTS:
        reference = f"module.tenant[{json.dumps(tenant)}]"
        outputs[tenant] = {
            "value": {
                "domain": DOMAIN.format(tenant),
                "bucket": f"${{{reference}.uploads_bucket_id}}",
                "table": f"${{{reference}.metadata_table_name}}",
            }
        }
    (root / "main.tf.json").write_text(
        json.dumps(
            {
                "provider": {"aws": by_ref.provider()},
                "resource": bucketav,
                "module": modules,
                "output": outputs,
            }
        )
    )
    tenants = {
        "source": source,
        "region": OTHER_REGION,
        "tenants": json.dumps(TENANTS),
        "certificate": CERTIFICATE.format(OTHER_REGION),
    }
    (root / "tenants.tf").write_text(TENANTS_TF % tenants)
    override = {
        "module": {"tenant": by_ref.engine_inputs()},
        "provider": {"aws": {"alias": "other", **by_ref.provider()}},
    }
    (root / "tenants_override.tf.json").write_text(json.dumps(override))


def scan_queue_policy() -> str:
    """Return the policy of BucketAV's scan queue: S3 may send to it."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def test_there_is_no_python_pip_or_docker_where_the_module_is_applied(consumer: Consumer) -> None:
    assert sorted(path.name for path in Path(consumer.path).iterdir()) == sorted(
        ["git", "terraform", *by_ref.GITS_OWN]
    )
    assert [shutil.which(name, path=consumer.path) for name in ("python3", "python", "pip", "docker")] == [
        None
    ] * 4


def test_what_was_fetched_is_one_commit_below_25_megabytes(consumer: Consumer) -> None:
    modules = [path for path in (consumer.root.parent / "state/data/modules").iterdir() if path.is_dir()]
    # Terraform fetches a source once, and copies its files for every further call of the module.
    (clone,) = [module for module in modules if (module / ".git").exists()]
    assert by_ref.git("-C", str(clone), "rev-list", "--count", "HEAD").strip() == "1"
    assert len(modules) == 3
    for module in modules:
        files = [path for path in module.rglob("*") if path.is_file() and ".git" not in path.parts]
        assert sum(path.stat().st_size for path in files) < 25_000_000


def test_the_plan_makes_four_instances_and_changes_nothing_else(consumer: Consumer) -> None:
    changes = [change for change in consumer.plan["resource_changes"] if change["mode"] == "managed"]
    assert {tuple(change["change"]["actions"]) for change in changes} == {("create",)}
    buckets = {change["change"]["after"]["bucket"] for change in changes if change["type"] == "aws_s3_bucket"}
    assert buckets == {
        "minimal-acme-uploads",
        "bucketav-acme-uploads",
        "north-tenant-uploads",
        "south-tenant-uploads",
    }


@pytest.mark.parametrize("name", ["minimal", "north"])
def test_an_upload_goes_all_the_way_through(consumer: Consumer, name: str) -> None:
    instance = consumer.instances[name]
    photo = samples.jpeg(samples.landscape(640, 480))

    permission = instance.ask("user-1")
    instance.put(permission, photo)

    item = instance.item(permission.file_key)
    assert (item["status"], item["content_type"]) == ("processed", "image/jpeg")
    assert instance.content(str(item["thumbnail_key"])).startswith(b"\xff\xd8")


def test_an_upload_waits_for_bucketavs_finding(consumer: Consumer) -> None:
    instance = consumer.instances["bucketav"]
    permission = instance.ask("user-1")
    version = instance.put(permission, samples.jpeg(samples.landscape(64, 48)))
    queue = instance.admin.sqs.get_queue_url(QueueName="bucketav-scan")["QueueUrl"]
    job = by_ref.eventually(lambda: uploaded_key(instance, queue), "the scan job")
    assert job == permission.file_key
    assert instance.items() == []

    (topic,) = [
        found["TopicArn"]
        for found in instance.admin.sns.list_topics()["Topics"]
        if found["TopicArn"].endswith(":bucketav-findings")
    ]
    finding = {"bucket": instance.bucket, "key": permission.file_key, "version": version, "status": "clean"}
    instance.admin.sns.publish(TopicArn=topic, Message=json.dumps(finding))

    assert instance.item(permission.file_key)["status"] == "processed"


def uploaded_key(instance: Instance, queue: str) -> str | None:
    """Return the object key in a waiting scan job; None if none waits."""
    messages = instance.admin.sqs.receive_message(QueueUrl=queue).get("Messages", [])
    records = [record for message in messages for record in json.loads(message["Body"]).get("Records", [])]
    return str(records[0]["s3"]["object"]["key"]) if records else None


def test_instances_keep_to_themselves(consumer: Consumer) -> None:
    assert len({instance.table for instance in consumer.instances.values()}) == len(consumer.instances)
    assert consumer.instances["south"].items() == []
    assert consumer.instances["south"].objects() == set()

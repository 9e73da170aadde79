"""A consumer upgrades from the previous release, with stored files and items, and uploads in flight."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local_aws import emulator, samples
from local_aws.client import Permission
from local_aws.engine import ROOT, Engine
from local_aws.terraform import Terraform
from tests import by_ref
from tests.by_ref import Instance
from tools.release.history import ShallowCloneError, previous_release

MODES = ("plain", "scanned")
PHOTO = samples.jpeg(samples.landscape(320, 240))

# A new layer or API configuration replaces resources of these types. No other resource may be replaced.
REPLACEABLE = {"aws_api_gateway_deployment", "aws_lambda_layer_version"}


@dataclass(frozen=True)
class Before:
    """The state that the previous release left, and Terraform's plan for the upgrade."""

    terraform: Terraform
    root: Path
    source: str
    old_source: str
    connection: dict[str, Any]
    plan: dict[str, Any]
    outputs: dict[str, Any]
    items: dict[str, list[dict[str, Any]]]
    objects: dict[str, set[tuple[str, str, str]]]
    instances: dict[str, Instance]
    in_flight: dict[str, Permission]


@dataclass(frozen=True)
class After:
    """The outputs after the upgrade, and an upload whose event came during it."""

    outputs: dict[str, Any]
    just_uploaded: Permission


@pytest.fixture(scope="session")
def previous() -> str:
    """The previous release's commit. Fails if it cannot be found, because then nothing would be tested."""
    try:
        release = previous_release(ROOT)
    except ShallowCloneError as error:
        pytest.exit(str(error), returncode=pytest.ExitCode.TESTS_FAILED)
    assert release, "CHANGELOG.md names no release before this commit."
    return release.commit


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with emulator.running(tmp_path_factory.mktemp("upgrade") / "emulator") as running:
        yield running


@pytest.fixture(scope="session")
def before(previous: str, engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Before:
    folder = tmp_path_factory.mktemp("consumer")
    bare = by_ref.clone(folder, old=previous, new="HEAD")
    terraform = by_ref.terraform(folder / "root", engine, by_ref.terraform_and_git_alone(folder / "bin"))
    for mode in MODES:
        by_ref.set_secret(engine, mode)

    write_root(folder / "root", by_ref.source(bare, "old"), engine)
    terraform.init()
    terraform.apply()
    outputs = terraform.output()
    instances = {mode: Instance.of(engine, outputs[mode]) for mode in MODES}
    connection = connect_scanner(instances["scanned"])
    plain = instances["plain"]
    for user in ("user-1", "user-2"):
        permission = plain.ask(user)
        plain.put(permission, PHOTO)
        plain.item(permission.file_key)
    items = {mode: instance.items() for mode, instance in instances.items()}
    objects = {mode: instance.objects() for mode, instance in instances.items()}
    in_flight = {mode: instance.ask("user-3") for mode, instance in instances.items()}

    old_source, source = by_ref.source(bare, "old"), by_ref.source(bare, "new")
    write_root(folder / "root", source, engine)
    terraform.init()
    return Before(
        terraform,
        folder / "root",
        source,
        old_source,
        connection,
        terraform.plan(),
        outputs,
        items,
        objects,
        instances,
        in_flight,
    )


def connect_scanner(scanned: Instance) -> dict[str, Any]:
    """Connect the bucket to a scan queue outside Terraform, and return the bucket's notifications."""
    sqs = scanned.admin.sqs
    queue = sqs.create_queue(QueueName="scan-queue-of-somebody-else")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allowed = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sqs:SendMessage"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, "Resource": arn}]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    connection: Any = {
        "QueueConfigurations": [{"Id": "scan", "QueueArn": arn, "Events": ["s3:ObjectCreated:*"]}],
        "EventBridgeConfiguration": {},
    }
    scanned.admin.s3.put_bucket_notification_configuration(
        Bucket=scanned.bucket, NotificationConfiguration=connection
    )
    return notifications(scanned)


def notifications(instance: Instance) -> dict[str, Any]:
    found: Any = instance.admin.s3.get_bucket_notification_configuration(Bucket=instance.bucket)
    return {name: value for name, value in found.items() if name != "ResponseMetadata"}


@pytest.fixture(scope="session")
def after(before: Before) -> After:
    # A consumer would not apply a plan that removes something, so this fixture does not either.
    assert removed(before.plan) == set()
    plain = before.instances["plain"]
    just_uploaded = plain.ask("user-4")
    plain.put(just_uploaded, PHOTO)  # its event comes during the upgrade
    before.terraform.apply()
    return After(before.terraform.output(), just_uploaded)


def removed(plan: dict[str, Any]) -> set[str]:
    """Return the addresses that a plan deletes or replaces, except the permitted ones."""
    return {
        change["address"]
        for change in plan["resource_changes"]
        if "delete" in change["change"]["actions"]
        and change["type"] not in REPLACEABLE
        and not is_alarm_that_upgrading_md_removes(change)
    }


def is_alarm_that_upgrading_md_removes(change: dict[str, Any]) -> bool:
    """Return whether a change deletes an alarm that UPGRADING.md names as removed. An alarm holds no data."""
    if change["type"] != "aws_cloudwatch_metric_alarm" or change["change"]["actions"] != ["delete"]:
        return False
    return f"alarm `{change['index']}` is removed" in (ROOT / "UPGRADING.md").read_text()


def write_root(
    root: Path, source: str, engine: Engine, pending: dict[str, Any] | None = None, **inputs: object
) -> None:
    """Write a root with both modes of the module from `source`, with these further inputs."""
    root.mkdir(exist_ok=True)
    modules = {
        mode: {
            "source": source,
            "region": engine.region,
            "environment": mode,
            "api_image_upload_domain_name": f"{mode}.uploads.example.com",
            "backend_certificate_arn": f"arn:aws:acm:{engine.region}:000000000000:certificate/0a1b2c3d",
            "uploads_bucket_name": "acme-uploads",
            "use_bucketav": mode == "scanned",
            "bucketav_sns_findings_topic_name": (
                "${aws_sns_topic.findings.name}" if mode == "scanned" else None
            ),
            **by_ref.engine_inputs(),
            **({"pending_uploads": pending[mode]} if pending else {}),
            **inputs,
        }
        for mode in MODES
    }
    outputs = {
        mode: {
            "value": {
                "domain": f"{mode}.uploads.example.com",
                "bucket": f"${{module.{mode}.uploads_bucket_id}}",
                "table": f"${{module.{mode}.metadata_table_name}}",
                "api": f"${{module.{mode}.api_gateway_rest_api_id}}",
                "dlq": f"${{module.{mode}.processing_dlq_url}}",
                "dns": f"${{module.{mode}.dns_target}}",
            }
        }
        for mode in MODES
    }
    resources = {"aws_sns_topic": {"findings": {"name": "findings"}}}
    text = {
        "provider": {"aws": by_ref.provider()},
        "resource": resources,
        "module": modules,
        "output": outputs,
    }
    (root / "main.tf.json").write_text(json.dumps(text))


def test_nothing_that_holds_something_is_replaced_or_deleted(before: Before) -> None:
    assert removed(before.plan) == set()


def test_what_is_replaced_is_made_before_the_old_one_goes(before: Before) -> None:
    orders = {
        tuple(change["change"]["actions"])
        for change in before.plan["resource_changes"]
        if "delete" in change["change"]["actions"] and not is_alarm_that_upgrading_md_removes(change)
    }
    assert orders <= {("create", "delete")}


def test_names_addresses_and_dns_stay_what_they_were(before: Before, after: After) -> None:
    assert after.outputs == before.outputs


@pytest.mark.usefixtures("after")
@pytest.mark.parametrize("mode", MODES)
def test_no_file_and_no_item_is_lost_or_changed(before: Before, mode: str) -> None:
    instance = before.instances[mode]
    assert before.objects[mode] <= instance.objects()
    items = {item["file_key"]: item for item in instance.items()}
    assert [items.get(item["file_key"]) for item in before.items[mode]] == before.items[mode]


def test_there_was_something_to_lose(before: Before) -> None:
    assert [item["status"] for item in before.items["plain"]] == ["processed", "processed"]
    assert len(before.objects["plain"]) == 4  # two files and their thumbnails


@pytest.mark.usefixtures("after")
def test_an_upload_whose_url_was_given_out_before_succeeds(before: Before) -> None:
    plain, permission = before.instances["plain"], before.in_flight["plain"]
    plain.put(permission, PHOTO)
    assert plain.item(permission.file_key)["status"] == "processed"


@pytest.mark.usefixtures("after")
def test_so_does_one_that_has_to_wait_for_its_scan(before: Before) -> None:
    scanned, permission = before.instances["scanned"], before.in_flight["scanned"]
    version = scanned.put(permission, PHOTO)
    (topic,) = [found["TopicArn"] for found in scanned.admin.sns.list_topics()["Topics"]]
    finding = {"bucket": scanned.bucket, "key": permission.file_key, "version": version, "status": "clean"}
    scanned.admin.sns.publish(TopicArn=topic, Message=json.dumps(finding))
    assert scanned.item(permission.file_key)["status"] == "processed"


def test_an_event_that_meets_the_upgrade_is_processed(before: Before, after: After) -> None:
    item = before.instances["plain"].item(after.just_uploaded.file_key)
    assert item["status"] == "processed"


@pytest.mark.usefixtures("after")
def test_the_new_release_takes_new_uploads(before: Before) -> None:
    plain = before.instances["plain"]
    permission = plain.ask("user-5")
    plain.put(permission, PHOTO)
    assert plain.item(permission.file_key)["status"] == "processed"


@dataclass(frozen=True)
class WentBack:
    """The plan of the rollback to the previous release, and an upload that was pending before it."""

    plan: dict[str, Any]
    waiting: Permission
    version: str
    item: dict[str, Any]


@pytest.fixture(scope="session")
def went_back(before: Before, after: After, engine: Engine) -> WentBack:  # noqa: ARG001
    """Switch on pending uploads, leave one waiting for its finding, and roll back to the previous release."""
    scanned, terraform = before.instances["scanned"], before.terraform
    write_root(before.root, before.source, engine, {"plain": {}, "scanned": {"eventbridge": "existing"}})
    terraform.init()
    terraform.apply()
    waiting = scanned.ask("user-6")
    version = scanned.put(waiting, PHOTO)
    item = scanned.item(waiting.file_key)

    write_root(before.root, before.old_source, engine)
    terraform.init()
    plan = terraform.plan()
    terraform.apply()
    return WentBack(plan, waiting, version, item)


def test_an_upload_waits_as_pending_before_going_back(went_back: WentBack) -> None:
    assert (went_back.item["status"], went_back.item["version_id"]) == ("pending", went_back.version)


def test_going_back_takes_away_nothing_that_holds_something(went_back: WentBack) -> None:
    holding = {"aws_s3_bucket", "aws_dynamodb_table", "aws_sqs_queue", "aws_api_gateway_rest_api"}
    assert not [address for address in removed(went_back.plan) if address.split(".")[2] in holding]


@pytest.mark.parametrize("stage", ["after", "went_back"])
def test_a_bucket_that_somebody_else_connected_is_left_alone(
    before: Before, stage: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue(stage)
    assert before.connection["QueueConfigurations"]
    assert notifications(before.instances["scanned"]) == before.connection


def test_after_going_back_a_pending_upload_gets_its_verdict_and_nothing_is_dead_lettered(
    before: Before, went_back: WentBack
) -> None:
    scanned, key = before.instances["scanned"], went_back.waiting.file_key
    (topic,) = [found["TopicArn"] for found in scanned.admin.sns.list_topics()["Topics"]]
    finding = {"bucket": scanned.bucket, "key": key, "version": went_back.version, "status": "clean"}
    scanned.admin.sns.publish(TopicArn=topic, Message=json.dumps(finding))

    def judged() -> dict[str, Any] | None:
        item = scanned.item(key)
        return item if item["status"] != "pending" else None

    item = by_ref.eventually(judged, "the verdict")
    assert item["status"] == "processed"
    assert "pending_since" not in item
    for mode, instance in before.instances.items():
        queue = before.outputs[mode]["dlq"]
        assert "Messages" not in instance.admin.sqs.receive_message(QueueUrl=queue), mode


# This test is the last one, because it destroys everything.
@pytest.mark.usefixtures("after")
def test_it_is_taken_away_as_upgrading_md_says(before: Before, engine: Engine) -> None:
    text = (ROOT / "UPGRADING.md").read_text().split("## Taking it away")[1].split("\n## ")[0]
    asked = dict(re.findall(r"`(\w+) = (true|false)`", text))
    assert before.instances["plain"].objects(), "there is something in the way of a destroy"

    write_root(before.root, before.source, engine, **{name: value == "true" for name, value in asked.items()})
    before.terraform.init()
    before.terraform.apply()
    before.terraform.destroy()

    assert before.terraform.show().get("values") is None
    admin = before.instances["plain"].admin
    assert admin.s3.list_buckets()["Buckets"] == []

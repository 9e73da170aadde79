"""`trace` reports the life of an upload on the local stack, with the documented permissions alone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from local_aws import samples
from local_aws.capabilities import Capability
from local_aws.engine import ROOT, Clients
from local_aws.tracing import deployment
from operations.trace_upload import HAS_VERDICT, NO_VERDICT, UNKNOWN, Life, conclusion, look_up, report
from tests.integration.conftest import needs
from tests.integration.flow import Flow, eventually
from tests.integration.scratch import user
from tests.integration.test_dead_letters import table_unreachable
from tests.unit.docs.documents import code_blocks

PHOTO = samples.jpeg(samples.landscape(320, 240))


def documented_policy(flow: Flow) -> str:
    """Return the policy in docs/reliability.md, filled in for one mode."""
    (block,) = (block for block in code_blocks(ROOT / "docs/reliability.md") if block.language == "json")
    policy = block.body.replace("REGION", flow.stack.engine.region).replace("ACCOUNT", "*")
    for placeholder, name in {
        "BUCKET-processing-dlq": flow.mode.dlq_url.rpartition("/")[2],
        "BUCKET-metadata": flow.mode.table,
        "BUCKET": flow.mode.bucket,
    }.items():
        policy = policy.replace(placeholder, name)
    return policy


@pytest.fixture
def operator(flow: Flow) -> Iterator[Clients]:
    """Clients of a user with the documented policy."""
    with user(flow.admin, documented_policy(flow)) as key:
        yield Clients(flow.stack.engine, key.access_key_id, key.secret_access_key)


def trace(flow: Flow, key: str, clients: Clients | None = None) -> Life:
    return look_up(deployment(flow.stack, flow.name, clients), key)


@needs(Capability.IAM)
def test_a_processed_upload_is_told_from_its_request_to_its_thumbnail(flow: Flow, operator: Clients) -> None:
    upload = flow.upload(PHOTO, "a cat + ü", size=str(len(PHOTO)))
    flow.finished(upload)

    def whole() -> Life | None:  # the logs appear after an invocation has ended
        life = trace(flow, upload.file_key, operator)
        return life if any(line.get("status") == "processed" for line in life.lines) else None

    life = eventually(whole, "the log of the processing function")

    told = "\n".join(report(life))
    assert f"the URL was given for {len(PHOTO)} bytes" in told
    assert f"version {upload.version} was uploaded" in told
    assert f"processed, of version {upload.version}, image/jpeg, 320 x 240 pixels" in told
    assert f"thumbnail thumbnails/{upload.user_id}/" in told
    assert "recorded, processed, after" in told
    assert conclusion(life)[0] == HAS_VERDICT
    assert life.notes == []


@needs(Capability.IAM)
def test_each_permission_of_the_document_is_needed(flow: Flow) -> None:
    upload = flow.upload(PHOTO)
    flow.finished(upload)
    policy = json.loads(documented_policy(flow))
    for statement in policy["Statement"]:
        rest = [other for other in policy["Statement"] if other is not statement]
        with user(flow.admin, json.dumps({**policy, "Statement": rest})) as key:
            clients = Clients(flow.stack.engine, key.access_key_id, key.secret_access_key)
            told = "\n".join(report(trace(flow, upload.file_key, clients)))
        assert "could not be read" in told, statement["Sid"]


@needs(Capability.IAM)
def test_an_upload_that_fails_is_told_with_its_attempts_and_where_it_waits(plain: Flow) -> None:
    with table_unreachable(plain):
        upload = plain.upload(PHOTO)
        life = eventually(
            lambda: found if (found := trace(plain, upload.file_key)).letters else None, "the dead letter"
        )

    told = "\n".join(report(life))
    assert sum(line.get("action") == "failed" for line in life.lines) == 3
    assert "after 3 attempts, RetriesExhausted" in told
    assert "AccessDenied" in told
    status, _, following = conclusion(life)
    assert (status, "replay_dead_letters.py" in following) == (NO_VERDICT, True)


def test_a_url_that_was_not_used_and_a_key_that_nobody_knows_are_told_apart(plain: Flow) -> None:
    given = plain.api.ask("someone-who-waits", "cat", "jpg").file_key
    life = eventually(lambda: found if (found := trace(plain, given)).lines else None, "the log line")

    assert conclusion(life)[:2] == (NO_VERDICT, "The URL was given, but nothing was uploaded with it.")
    unknown = conclusion(trace(plain, f"uploads/someone-who-waits/{'0' * 32}_cat.jpg"))
    assert (unknown[0], "is unknown" in unknown[1]) == (UNKNOWN, True)

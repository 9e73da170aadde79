"""`verify` passes on the local stack in each mode, finds deliberate faults, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from local_aws.capabilities import Capability
from local_aws.stack import Stack
from local_aws.verifying import deployment
from operations.verify_deployment import FAILED, NOT_APPLICABLE, Deployment, Result, verify
from tests.integration.conftest import needs
from tests.integration.flow import Flow
from tests.integration.test_dead_letters import table_unreachable

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import PublicAccessBlockConfigurationTypeDef

ALL_BLOCKS: PublicAccessBlockConfigurationTypeDef = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def found(to: Deployment) -> dict[str, Result]:
    return {result.name: result for result in verify(to, names=True)}


@needs(Capability.IAM)
@pytest.mark.parametrize("mode", ["plain", "bucketav", "guardduty"])
def test_all_is_well_in_each_mode_and_nothing_is_left(stack: Stack, mode: str) -> None:
    flow = Flow(stack, mode)
    to = deployment(flow.stack, flow.name)

    results = found(to)

    assert [result for result in results.values() if result.outcome == FAILED] == []
    skipped = {name for name, result in results.items() if result.outcome == NOT_APPLICABLE}
    assert skipped == {"API Gateway's log role", "expired URL"} | (
        {"infected file"} if flow.name == "plain" else set()
    )
    for folder in ("uploads", "thumbnails"):
        listed: Mapping[str, object] = flow.admin.s3.list_object_versions(
            Bucket=to.bucket, Prefix=f"{folder}/{to.user}/"
        )
        assert "Versions" not in listed
        assert "DeleteMarkers" not in listed


@needs(Capability.IAM)
def test_a_function_that_cannot_record_is_seen(plain: Flow) -> None:
    to = deployment(plain.stack, plain.name)
    to.wait = 0.5

    with table_unreachable(plain):
        result = found(to)["clean file"]

    assert result.outcome == FAILED
    assert "no verdict" in result.sentence


def test_a_public_access_block_that_is_gone_is_seen(plain: Flow) -> None:
    with without_public_access_block(plain):
        result = found(deployment(plain.stack, plain.name))["public access"]

    assert result.outcome == FAILED


@needs(Capability.UNSET_API_ROLE)
def test_an_account_without_api_gateways_log_role_is_seen(plain: Flow) -> None:
    to = deployment(plain.stack, plain.name)
    to.lacks = {}

    assert found(to)["API Gateway's log role"].outcome == FAILED


@needs(Capability.IAM)
def test_files_that_everyone_may_read_are_seen(plain: Flow) -> None:
    with readable_by_everyone(plain):
        result = found(deployment(plain.stack, plain.name))["anonymous reading"]

    assert result.outcome == FAILED
    assert "200" in result.sentence


def test_a_deployment_that_refuses_the_secret_is_seen(plain: Flow) -> None:
    to = deployment(plain.stack, plain.name)
    secret = to.secret = to.secret[::-1]

    results = found(to)

    failed = {name for name, result in results.items() if result.outcome == FAILED}
    assert {"clean file", "too large", "own clients", "expired URL"} <= failed
    assert not any(secret in result.sentence for result in results.values())


@contextmanager
def without_public_access_block(flow: Flow) -> Iterator[None]:
    flow.admin.s3.delete_public_access_block(Bucket=flow.mode.bucket)
    try:
        yield
    finally:
        flow.admin.s3.put_public_access_block(
            Bucket=flow.mode.bucket, PublicAccessBlockConfiguration=ALL_BLOCKS
        )


@contextmanager
def readable_by_everyone(flow: Flow) -> Iterator[None]:
    policy = flow.admin.s3.get_bucket_policy(Bucket=flow.mode.bucket)["Policy"]
    opened = json.loads(policy)
    opened["Statement"].append(
        {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{flow.mode.bucket}/*",
        }
    )
    with without_public_access_block(flow):
        flow.admin.s3.put_bucket_policy(Bucket=flow.mode.bucket, Policy=json.dumps(opened))
        try:
            yield
        finally:
            flow.admin.s3.put_bucket_policy(Bucket=flow.mode.bucket, Policy=policy)

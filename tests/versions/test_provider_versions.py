"""Module and examples use what the AWS provider has in version 5 and in version 6, and nothing deprecated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from local_aws.engine import ROOT
from local_aws.terraform import Terraform
from tests.versions.provider6 import Provider6
from tests.versions.used import Use, uses

FILES = [*sorted((ROOT / "module").glob("*.tf")), *sorted((ROOT / "examples").glob("*/*.tf"))]
USED = sorted(uses(FILES))

# What provider 6 still has and warns of, or has dropped; from its upgrade guide and changelog.
DEPRECATED_IN_6 = {
    "aws_api_gateway_deployment.canary_settings",
    "aws_api_gateway_deployment.execution_arn",
    "aws_api_gateway_deployment.invoke_url",
    "aws_api_gateway_deployment.stage_description",
    "aws_api_gateway_deployment.stage_name",
    "aws_cloudfront_distribution.default_cache_behavior.forwarded_values",
    "aws_cloudfront_distribution.ordered_cache_behavior.forwarded_values",
    "aws_s3_bucket.acceleration_status",
    "aws_s3_bucket.acl",
    "aws_s3_bucket.cors_rule",
    "aws_s3_bucket.grant",
    "aws_s3_bucket.lifecycle_rule",
    "aws_s3_bucket.logging",
    "aws_s3_bucket.object_lock_configuration",
    "aws_s3_bucket.policy",
    "aws_s3_bucket.region",  # means another thing there: the region to manage the bucket in
    "aws_s3_bucket.replication_configuration",
    "aws_s3_bucket.request_payer",
    "aws_s3_bucket.server_side_encryption_configuration",
    "aws_s3_bucket.versioning",
    "aws_s3_bucket.website",
    "aws_s3_bucket.website_domain",
    "aws_s3_bucket.website_endpoint",
    "aws_s3_bucket_lifecycle_configuration.rule.prefix",
    "data.aws_region.name",
}


@pytest.fixture(scope="session")
def provider5(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The schemas of the installed provider, by Terraform's names; data sources begin with `data.`."""
    folder = tmp_path_factory.mktemp("provider5")
    text = (ROOT / "examples/minimal/versions.tf").read_text()
    (folder / "main.tf").write_text(text.replace("var.region", '"eu-central-1"'))
    terraform = Terraform(folder, folder / "state")
    terraform.init()
    (schemas,) = terraform.schemas()["provider_schemas"].values()
    sources = {f"data.{name}": schema for name, schema in schemas["data_source_schemas"].items()}
    return {**schemas["resource_schemas"], **sources}


@pytest.fixture(scope="session")
def provider6() -> Provider6:
    return Provider6(ROOT / ".nox/provider6")


def entry(schemas: dict[str, Any], use: Use) -> dict[str, Any] | None:
    """Return what provider 5 says of an argument, attribute or block; None if it has none."""
    block = schemas.get(use.type, {}).get("block", {})
    for name in use.path[:-1]:
        block = block.get("block_types", {}).get(name, {}).get("block", {})
    found: dict[str, Any] | None = {**block.get("attributes", {}), **block.get("block_types", {})}.get(
        use.path[-1]
    )
    return found


@pytest.mark.parametrize("use", USED, ids=str)
def test_provider_5_has_it_and_does_not_call_it_deprecated(provider5: dict[str, Any], use: Use) -> None:
    found = entry(provider5, use)
    assert found is not None
    assert not found.get("deprecated")


@pytest.mark.parametrize("use", USED, ids=str)
def test_provider_6_has_it(provider6: Provider6, use: Use) -> None:
    assert provider6.has(use)


@pytest.mark.parametrize("use", USED, ids=str)
def test_it_is_not_on_the_list_of_what_provider_6_deprecates(use: Use) -> None:
    assert str(use) not in DEPRECATED_IN_6


def test_what_a_file_uses_is_found_in_blocks_dynamic_blocks_and_references(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.write_text(
        """
resource "aws_a" "x" {
  count = 1
  name  = aws_b.y[0].arn
  one {
    two = data.aws_c.z.id
  }
  dynamic "three" {
    for_each = []
    content {
      four {
        five = 1
      }
    }
  }
}
"""
    )
    assert sorted(map(str, uses([file]))) == [
        *("aws_a.name", "aws_a.one", "aws_a.one.two", "aws_a.three", "aws_a.three.four"),
        *("aws_a.three.four.five", "aws_b.arn", "data.aws_c.id"),
    ]


@pytest.mark.parametrize(
    "use",
    [
        Use("aws_s3_buckets", ("bucket",)),
        Use("aws_s3_bucket", ("buckets",)),
        Use("aws_s3_bucket_lifecycle_configuration", ("rule", "filters")),
        Use("aws_api_gateway_deployment", ("invoke_url",)),
    ],
    ids=str,
)
def test_what_provider_6_has_not_is_found(provider6: Provider6, use: Use) -> None:
    assert not provider6.has(use)


def test_what_provider_5_has_not_or_calls_deprecated_is_found(provider5: dict[str, Any]) -> None:
    assert entry(provider5, Use("aws_s3_bucket_lifecycle_configuration", ("rule", "filters"))) is None
    deprecated = entry(provider5, Use("aws_s3_bucket", ("acl",)))
    assert deprecated
    assert deprecated["deprecated"]

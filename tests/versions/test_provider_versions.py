"""Module and examples use only arguments that versions 5 and 6 of the AWS provider have, none deprecated."""

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

# Deprecated or removed in provider 6, from its upgrade guide and changelog.
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
    "aws_s3_bucket.region",  # has another meaning there: the region to manage the bucket in
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
    """Return provider 5's schema of an argument, attribute or block; None if it has none."""
    block = schemas.get(use.type, {}).get("block", {})
    for name in use.path[:-1]:
        block = block.get("block_types", {}).get(name, {}).get("block") or objects(block, name)
    found: dict[str, Any] | None = {**block.get("attributes", {}), **block.get("block_types", {})}.get(
        use.path[-1]
    )
    return found


def objects(block: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema of the objects in a block's attribute, in the form of a block's schema."""
    match block.get("attributes", {}).get(name, {}).get("type"):
        case [_, ["object", dict(attributes)]]:
            return {"attributes": {inner: {"type": type_} for inner, type_ in attributes.items()}}
    return {}


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


def test_what_is_read_through_a_variable_is_found(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.write_text(
        """
locals {
  ids   = [for key in aws_a.x : key.id if key.enabled && alltrue([for other in var.keys : other.good])]
  names = { for name, key in data.aws_b.x : "${name}.${key.name}" => upper(key.arn) }
}

resource "aws_c" "x" {
  for_each = { for option in concat(aws_d.x.options, tolist(aws_e.x[0].options)) : option.key => option }
  name     = each.value.label
}

resource "aws_f" "x" {
  for_each = aws_g.x
  name     = each.value.label
}

resource "aws_h" "x" {
  for_each = { for entry in aws_i.x : entry.key => upper(entry.name) }
  name     = each.value.label
}
"""
    )
    assert {str(use) for use in uses([file])} == {
        *("aws_a.id", "aws_a.enabled", "data.aws_b.name", "data.aws_b.arn"),
        *("aws_c.name", "aws_d.options", "aws_d.options.key", "aws_d.options.label"),
        *("aws_e.options", "aws_e.options.key", "aws_e.options.label"),
        *("aws_f.name", "aws_g.label", "aws_h.name", "aws_i.key", "aws_i.name"),
    }


def test_what_the_examples_read_through_a_variable_is_among_it() -> None:
    assert {"aws_cloudfront_public_key.id", "aws_cloudwatch_metric_alarm.alarm_name"} <= set(map(str, USED))
    assert "aws_acm_certificate.domain_validation_options.resource_record_name" in map(str, USED)


@pytest.mark.parametrize(
    "use",
    [
        Use("aws_s3_buckets", ("bucket",)),
        Use("aws_acm_certificate", ("domain_validation_options", "record_name")),
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
    assert entry(provider5, Use("aws_acm_certificate", ("domain_validation_options", "record_name"))) is None
    deprecated = entry(provider5, Use("aws_s3_bucket", ("acl",)))
    assert deprecated
    assert deprecated["deprecated"]

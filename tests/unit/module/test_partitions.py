"""The module's table of AWS partitions equals botocore's."""

from __future__ import annotations

import json
import re
from pathlib import Path

import botocore
import botocore.session
import hcl2
import pytest

from local_aws.engine import ROOT
from tests.unit.module.planned import Instance

COMMERCIAL = {"name": "aws", "dns_suffix": "amazonaws.com"}
PARTITIONS = json.loads((Path(botocore.__file__).parent / "data/partitions.json").read_text())["partitions"]
REGIONS = [
    (region, partition["id"], partition["outputs"]["dnsSuffix"])
    for partition in PARTITIONS
    for region in botocore.session.get_session().get_available_regions("s3", partition["id"])
]


@pytest.mark.parametrize(("region", "partition", "dns_suffix"), REGIONS)
def test_a_region_has_the_partition_and_the_suffix_that_botocore_says(
    region: str, partition: str, dns_suffix: str
) -> None:
    with (ROOT / "module/locals.tf").open() as file:
        (local,) = hcl2.load(file)["locals"]
    table = {
        name: {key: json.loads(text) for key, text in entry.items()}
        for name, entry in local["partitions"].items()
    }
    beginning = re.fullmatch("(.+)-[a-z]+-[0-9]+", region)
    assert beginning
    assert table.get(beginning[1], COMMERCIAL) == {"name": partition, "dns_suffix": dns_suffix}


def test_the_function_that_signs_is_told_the_suffix(consumer: Instance) -> None:
    assert consumer.environment("get_presigned_url")["DNS_SUFFIX"] == "amazonaws.com"

"""One plan for all tests of the module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import tftest

from local_aws.sts_stub import StsStub, sts_stub
from tests.kept_plans import plan_once
from tests.unit.module.inputs import NINE
from tests.unit.module.planned import Instance
from tests.unit.module.terraform_runs import plan_everything


@pytest.fixture(scope="session")
def stub() -> Iterator[StsStub]:
    with sts_stub() as running:
        yield running


@pytest.fixture(scope="session")
def plan(stub: StsStub, tmp_path_factory: pytest.TempPathFactory) -> tftest.TerraformPlanOutput:
    """The plan of `root/`, with the nine required inputs.

    It is made once, and kept for other processes and later sessions.
    """
    made = tmp_path_factory.mktemp("plan")
    sources = ("tests/unit/module/root", "tests/unit/module/inputs.py", "tests/unit/module/terraform_runs.py")
    return tftest.TerraformPlanOutput(
        plan_once("module", sources, lambda: plan_everything(made, stub, NINE)._raw)
    )


@pytest.fixture(scope="session")
def consumer(plan: tftest.TerraformPlanOutput) -> Instance:
    """With BucketAV; only the nine required inputs are set."""
    return Instance(plan, "module.consumer")


@pytest.fixture(scope="session")
def plain(plan: tftest.TerraformPlanOutput) -> Instance:
    """Without BucketAV and without WAF; all other inputs have their defaults."""
    return Instance(plan, "module.plain")


@pytest.fixture(scope="session")
def guardduty(plan: tftest.TerraformPlanOutput) -> Instance:
    """With GuardDuty as the scanner, and without WAF."""
    return Instance(plan, "module.guardduty")


@pytest.fixture(scope="session")
def plain_with_an_origin(plan: tftest.TerraformPlanOutput) -> Instance:
    """Without BucketAV, with the upload status, one CORS origin and one CloudFront distribution."""
    return Instance(plan, "module.plain_with_an_origin")


@pytest.fixture(scope="session")
def everything(plan: tftest.TerraformPlanOutput) -> Instance:
    """With BucketAV, and no option at its default."""
    return Instance(plan, "module.everything")


@pytest.fixture(scope="session")
def options(plan: tftest.TerraformPlanOutput) -> Instance:
    """Without a domain, with a findings topic in another account, and with further options switched on."""
    return Instance(plan, "module.options")

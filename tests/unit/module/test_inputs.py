"""Wrong inputs stop the plan with their own error message; valid ones at their limits do not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from local_aws.engine import ROOT
from local_aws.sts_stub import StsStub
from tests.unit.module.inputs import NINE, RIGHT, WRONG, Wrong
from tests.unit.module.terraform_runs import Diagnostic, copy_module, errors_by_place

VARIABLES = (ROOT / "module/variables.tf").read_text()
NATIVE_TESTS = (ROOT / "module/tests/inputs.tftest.hcl").read_text()


def sentences_by_variable() -> dict[str, list[str]]:
    """Return the validations' error messages in variables.tf, by variable."""
    blocks = re.findall(r'^variable "(\w+)" {\n(.*?)^}', VARIABLES, re.MULTILINE | re.DOTALL)
    return {name: re.findall(r'^    error_message = "(.*)"$', block, re.MULTILINE) for name, block in blocks}


SENTENCES = sentences_by_variable()


def pattern(sentence: str) -> re.Pattern[str]:
    """Return a pattern for a shown error message of variables.tf; its `${...}` match any text."""
    unquoted = sentence.replace('\\"', '"')
    return re.compile(".+".join(re.escape(part) for part in re.split(r"\${[^}]*}", unquoted)))


@pytest.fixture(scope="module")
def errors(stub: StsStub, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Diagnostic]]:
    """Terraform's errors for every wrong and every valid input, by the name of its call.

    These calls use a module of variables.tf alone. It has every validation, and without resources a hundred
    instances take a second. The tests below show for a few inputs that the whole module's plan stops too.
    """
    folder = tmp_path_factory.mktemp("inputs")
    (folder / "inputs").mkdir()
    (folder / "inputs/variables.tf").write_text(VARIABLES)
    cases = {f"wrong-{number}": wrong.inputs for number, wrong in enumerate(WRONG)}
    cases |= {f"right-{name}": NINE | inputs for name, inputs in RIGHT.items()}
    return errors_by_place(folder, stub, "./inputs", cases)


@pytest.mark.parametrize(
    ("number", "wrong"),
    list(enumerate(WRONG)),
    ids=[f"{wrong.variable}={wrong.value!r:.40}" for wrong in WRONG],
)
def test_a_wrong_input_stops_the_plan_with_its_sentence(
    errors: dict[str, list[Diagnostic]], number: int, wrong: Wrong
) -> None:
    shown = [diagnostic.sentence for diagnostic in errors[f"wrong-{number}"]]
    assert any(sentence.startswith(wrong.sentence) for sentence in shown), shown


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_nothing_else_is_said_to_be_wrong(errors: dict[str, list[Diagnostic]], number: int) -> None:
    written = [pattern(sentence) for sentence in SENTENCES[WRONG[number].variable]]
    for diagnostic in errors[f"wrong-{number}"]:
        assert diagnostic.summary == "Invalid value for variable"
        assert any(sentence.fullmatch(diagnostic.sentence) for sentence in written), diagnostic


@pytest.mark.parametrize("name", RIGHT)
def test_right_inputs_at_their_limits_are_accepted(errors: dict[str, list[Diagnostic]], name: str) -> None:
    assert errors[f"right-{name}"] == []


@pytest.mark.parametrize(
    "sentence",
    [sentence for sentences in SENTENCES.values() for sentence in sentences],
    ids=lambda text: text[:60],
)
def test_every_sentence_of_the_module_is_shown_by_a_wrong_input(
    errors: dict[str, list[Diagnostic]], sentence: str
) -> None:
    shown = [diagnostic.sentence for found in errors.values() for diagnostic in found]
    assert any(pattern(sentence).fullmatch(text) for text in shown)


@pytest.mark.parametrize("variable", [name for name, sentences in SENTENCES.items() if sentences])
def test_native_tests_break_every_validation_too(variable: str) -> None:
    expected = re.findall(r"expect_failures = \[(.*?)\]", NATIVE_TESTS, re.DOTALL)
    runs = [run for run in expected if re.search(rf"\bvar\.{variable}\b", run)]
    assert len(runs) >= len(SENTENCES[variable])


# --- The whole module -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def errors_of_the_module(stub: StsStub, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The whole module's errors for three wrong inputs, another region, another account and a partition."""
    folder: Path = tmp_path_factory.mktemp("module")
    copy_module(folder / "module")
    certificate = NINE["backend_certificate_arn"].replace("eu-central-1", "eu-west-1")
    calls = {
        "three": {
            "uploads_bucket_name": "Acme-Uploads",
            "lambda_upload_presigned_url_expiration_time_s": 0,
            "bucketav_sns_findings_topic_name": None,
        },
        "region": {"region": "eu-west-1", "backend_certificate_arn": certificate},
        "account": {"account_id": "999999999999"},
        "partition": {
            "region": "cn-north-1",
            "backend_certificate_arn": "arn:aws-cn:acm:cn-north-1:123456789012:certificate/1-2",
        },
    }
    without_waf = {name: NINE | inputs | {"enable_waf": False} for name, inputs in calls.items()}
    errors = errors_by_place(folder, stub, "./module", without_waf)
    return {place: [diagnostic.sentence for diagnostic in found] for place, found in errors.items()}


def test_a_bucket_name_with_capitals_stops_the_plan(errors_of_the_module: dict[str, list[str]]) -> None:
    assert (
        "Write uploads_bucket_name in lower-case letters, digits and inner hyphens, for example "
        '"acme-uploads": S3 allows no capitals, and a dot would break TLS on the bucket\'s host name.'
    ) in errors_of_the_module["three"]


def test_an_expiry_of_0_stops_the_plan(errors_of_the_module: dict[str, list[str]]) -> None:
    assert (
        "Write lambda_upload_presigned_url_expiration_time_s as whole seconds from 1 to 43200: the "
        "function's credentials, which sign the URL, expire after 12 hours at the latest."
    ) in errors_of_the_module["three"]


def test_bucketav_without_a_topic_stops_the_plan(errors_of_the_module: dict[str, list[str]]) -> None:
    assert (
        "Write bucketav_sns_findings_topic_name, the output FindingsTopicName of BucketAV's stack, or set "
        "use_bucketav = false to process uploads that were not scanned."
    ) in errors_of_the_module["three"]


def test_another_region_than_the_providers_stops_the_plan(errors_of_the_module: dict[str, list[str]]) -> None:
    assert (
        'region is "eu-west-1", but the provider\'s region is "eu-central-1": write the same region in '
        "both, or pass a provider of that region with `providers = { aws = aws.ALIAS }`."
    ) in errors_of_the_module["module/uploads.tf"]


def test_another_account_than_the_providers_stops_the_plan(
    errors_of_the_module: dict[str, list[str]],
) -> None:
    assert (
        'account_id is "999999999999", but the provider\'s credentials are of account "123456789012": write '
        "that account, or remove account_id."
    ) in errors_of_the_module["module/uploads.tf"]


def test_another_partition_than_the_regions_stops_the_plan(
    errors_of_the_module: dict[str, list[str]],
) -> None:
    assert (
        'Region cn-north-1 is in AWS\'s partition "aws", but this version of the module expects "aws-cn": '
        "use a newer version, or report it as a bug."
    ) in errors_of_the_module["module/uploads.tf"]


def test_each_is_said_once(errors_of_the_module: dict[str, list[str]]) -> None:
    assert {place: len(sentences) for place, sentences in errors_of_the_module.items()} == {
        "three": 3,
        "region": 0,
        "account": 0,
        "partition": 0,
        "module/uploads.tf": 4,  # the call `partition` has another region too
    }

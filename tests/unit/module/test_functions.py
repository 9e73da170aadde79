"""Both planned functions: packages, environment, logs, and the handling of failed events."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import tftest
from all_scanners import load_scanner
from api_environment import SettingsError
from gate import AUTH_HEADER
from images.all_formats import FORMATS
from images.interface import WantedThumbnail
from processing_settings import ProcessingSettingsError, read_processing_settings
from status_settings import read_status_settings
from url_settings import read_settings

from local_aws.engine import ROOT
from tests.unit.handlers import load_handler
from tests.unit.module.planned import Instance

PACKAGES = ROOT / "module/packages"
FUNCTIONS = ("get_presigned_url", "process_uploaded_file")

RUNTIME = {
    "AWS_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "ASIAROLE",
    "AWS_SECRET_ACCESS_KEY": "of-the-role",
    "AWS_SESSION_TOKEN": "of-the-session",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
}
"""What Lambda adds to a function's environment, as far as ours read it."""
LOCAL = {
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_S3",
    "AWS_ENDPOINT_URL_SECRETS_MANAGER",
    "AWS_CA_BUNDLE",
    "AWS_ENDPOINT_URL_DYNAMODB",
}
"""What only a local engine sets."""


class Recording(Mapping[str, str]):
    """An environment that records which variables are read."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.read.add(name)
        return self._variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._variables)

    def __len__(self) -> int:
        return len(self._variables)


def read(function: str, environment: Mapping[str, str]) -> Any:
    return {"get_presigned_url": read_settings, "process_uploaded_file": read_processing_settings}[function](
        environment
    )


# --- Environment: Terraform and Python agree --------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_function_is_told_what_it_reads_and_nothing_else(
    consumer: Instance, plain: Instance, everything: Instance, function: str
) -> None:
    for instance in (consumer, plain, everything):
        planned = instance.environment(function)
        environment = Recording(planned | RUNTIME)
        read(function, environment)
        by_option = {"METRICS_FUNCTION"} - planned.keys()
        assert environment.read - set(RUNTIME) - LOCAL - by_option == set(planned)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_function_starts_in_none_of_them_without_each_variable(consumer: Instance, function: str) -> None:
    planned = consumer.environment(function)
    for missing in planned:
        environment = {name: value for name, value in (planned | RUNTIME).items() if name != missing}
        with pytest.raises((SettingsError, ProcessingSettingsError), match=missing):
            read(function, environment)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_handler_starts_in_the_planned_environment(
    everything: Instance, function: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_in(everything.environment(function), monkeypatch)
    assert callable(load_handler(function).handler)


def start_in(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace this process's AWS environment variables by those that Lambda would set."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    # boto3 reads the region from AWS_DEFAULT_REGION alone.
    for name, value in {**environment, **RUNTIME, "AWS_DEFAULT_REGION": RUNTIME["AWS_REGION"]}.items():
        monkeypatch.setenv(name, value)


def test_the_presigned_url_function_is_told_the_inputs(everything: Instance) -> None:
    settings = read("get_presigned_url", everything.environment("get_presigned_url") | RUNTIME)
    assert settings.bucket == "prod-everything"
    assert settings.prefix == "uploads/"
    assert settings.api.secret_id == "shared/auth"  # noqa: S105 - its name
    assert settings.api.secret_cache_seconds == 5
    assert settings.expires_in == 900
    assert settings.max_upload_bytes == 104857600
    assert settings.content_types == {
        "jpg": "image/jpeg",
        "jpe": "image/jpeg",
        "avif": "image/avif",
        "heic": "image/heic",
    }
    assert settings.api.allowed_origins == ("https://app.example.com", "http://localhost:5173")
    assert settings.s3.origin == "https://s3-accelerate.amazonaws.com"


def test_the_presigned_url_functions_defaults_are_the_contracts(consumer: Instance) -> None:
    settings = read("get_presigned_url", consumer.environment("get_presigned_url") | RUNTIME)
    assert settings.api.secret_id == "prod/image-upload/secrets"  # noqa: S105 - its name
    assert settings.api.secret_cache_seconds == 60
    assert settings.max_upload_bytes == 10 * 1024 * 1024
    assert set(settings.content_types) == {"jpg", "jpeg", "png", "webp", "gif"}
    assert settings.api.allowed_origins == ()
    assert settings.s3.origin == "https://s3.eu-central-1.amazonaws.com"


def test_the_processing_function_is_told_the_inputs(everything: Instance) -> None:
    settings = read("process_uploaded_file", everything.environment("process_uploaded_file") | RUNTIME)
    assert settings.uploads_bucket == "prod-everything"
    assert settings.uploads_prefix == "uploads/"
    assert settings.thumbnails_prefix == "thumbnails/"
    assert settings.metadata_table == everything.the("aws_dynamodb_table")["name"]
    assert settings.scanner is load_scanner("bucketav")
    assert settings.max_upload_bytes == 104857600
    assert settings.limits.max_pixels == 100000000
    assert settings.limits.allowed_content_types == {"image/avif", "image/heic", "image/jpeg"}
    assert settings.thumbnails == (
        WantedThumbnail("default", 320, 240, "cover", 70, "image/webp"),
        WantedThumbnail("large", 1200, 1200, "contain", 82, "image/webp"),
    )


def test_the_processing_functions_defaults_are_the_contracts(plain: Instance) -> None:
    settings = read("process_uploaded_file", plain.environment("process_uploaded_file") | RUNTIME)
    assert settings.scanner is load_scanner("none")
    assert settings.limits.max_pixels == 50000000
    assert settings.limits.allowed_content_types == {"image/jpeg", "image/png", "image/webp", "image/gif"}
    assert settings.thumbnails == (WantedThumbnail("default", 200, 200, "contain", 80),)


def test_both_functions_agree_on_bucket_prefix_and_limit(consumer: Instance) -> None:
    one, other = (consumer.environment(function) for function in FUNCTIONS)
    for name in ("UPLOADS_BUCKET", "UPLOADS_PREFIX", "MAX_UPLOAD_BYTES"):
        assert one[name] == other[name]


def test_what_is_uploaded_can_be_processed(consumer: Instance, everything: Instance) -> None:
    for instance in (consumer, everything):
        extensions = json.loads(instance.environment("get_presigned_url")["ALLOWED_EXTENSIONS"])
        types = json.loads(instance.environment("process_uploaded_file")["ALLOWED_CONTENT_TYPES"])
        assert sorted(set(extensions.values())) == types


def test_terraform_accepts_the_types_that_the_function_can_decode() -> None:
    (listed,) = re.findall(r"contains\((\[.*?\]), type\)", (ROOT / "module/variables.tf").read_text())
    assert set(json.loads(listed)) == FORMATS.keys()


def test_the_auth_header_has_one_name(consumer: Instance) -> None:
    get = consumer.by_key("aws_api_gateway_method", "upload_url")["GET"]
    assert f"method.request.header.{AUTH_HEADER}" in get["request_parameters"]
    assert f'"{AUTH_HEADER}"' in json.dumps(consumer.the("aws_wafv2_web_acl")["rule"])


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_secret_is_in_the_environment(consumer: Instance, function: str) -> None:
    suspicious = re.compile("SECRET|TOKEN|PASSWORD|KEY")
    names = {name for name in consumer.environment(function) if suspicious.search(name)}
    assert names <= {"AUTH_SECRET_ID", "AUTH_SECRET_CACHE_SECONDS"}


def test_the_status_function_is_told_what_it_reads_and_nothing_else(everything: Instance) -> None:
    planned = everything.environment("get_upload_status")
    environment = Recording(planned | RUNTIME)
    settings = read_status_settings(environment)
    assert environment.read - set(RUNTIME) - LOCAL == set(planned)
    assert (settings.table, settings.bucket) == ("prod-everything-metadata", "prod-everything")
    assert (settings.prefix, settings.thumbnail_url_seconds) == ("uploads/", 120)
    assert settings.dynamodb.origin == "https://dynamodb.eu-central-1.amazonaws.com"
    assert everything.the("aws_lambda_function", "get_upload_status")["memory_size"] == 512


# --- Packages ---------------------------------------------------------------------------------------


def hash_of(package: str) -> str:
    return base64.b64encode(hashlib.sha256((PACKAGES / package).read_bytes()).digest()).decode()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_plan_shows_the_hash_of_the_committed_package(consumer: Instance, function: str) -> None:
    values = consumer.the("aws_lambda_function", function)
    assert values["filename"].endswith(f"/module/packages/{function}.zip")
    manifest = json.loads((PACKAGES / "manifest.json").read_text())
    assert values["source_code_hash"] == manifest[f"{function}.zip"]["source_code_hash"]
    assert values["source_code_hash"] == hash_of(f"{function}.zip")


def test_the_outputs_tell_which_packages_are_deployed(plan: tftest.TerraformPlanOutput) -> None:
    manifest = json.loads((PACKAGES / "manifest.json").read_text())
    functions = {name: manifest[f"{name}.zip"]["sha256"] for name in FUNCTIONS}
    for instance, architecture, layers in (
        ("consumer", "arm64", ("pillow",)),
        ("everything", "x86_64", ("heif", "pillow")),
    ):
        assert plan["output_changes"][instance]["after"]["package_sha256"] == functions | {
            layer: manifest[f"{layer}-{architecture}.zip"]["sha256"] for layer in layers
        }


@pytest.mark.parametrize(("instance", "architecture"), [("consumer", "arm64"), ("everything", "x86_64")])
def test_pillow_is_a_layer_for_the_functions_processor(
    request: pytest.FixtureRequest, instance: str, architecture: str
) -> None:
    planned: Instance = request.getfixturevalue(instance)
    layer = planned.the("aws_lambda_layer_version", "pillow")
    assert layer["filename"].endswith(f"/module/packages/pillow-{architecture}.zip")
    assert layer["source_code_hash"] == hash_of(f"pillow-{architecture}.zip")
    assert layer["compatible_architectures"] == [architecture]
    for function in FUNCTIONS:
        assert planned.the("aws_lambda_function", function)["architectures"] == [architecture]


def test_where_heic_is_allowed_its_decoder_is_another_layer(everything: Instance) -> None:
    layer = everything.the("aws_lambda_layer_version", "heif")
    assert layer["filename"].endswith("/module/packages/heif-x86_64.zip")
    assert layer["source_code_hash"] == hash_of("heif-x86_64.zip")
    assert layer["compatible_architectures"] == ["x86_64"]
    assert "LGPL" in layer["license_info"]


def test_where_nobody_allows_heic_there_is_no_decoder_of_it(consumer: Instance) -> None:
    assert [layer["layer_name"] for layer in consumer.every("aws_lambda_layer_version")] == [
        "prod-acme-uploads-pillow-arm64"
    ]


def test_the_processing_function_alone_has_the_layers(consumer: Instance) -> None:
    for function in ("process_uploaded_file", "track_pending_uploads"):  # both load every decoder
        references = consumer.references(f"aws_lambda_function.{function}", "layers")
        assert {"aws_lambda_layer_version.pillow.arn", "aws_lambda_layer_version.heif"} <= set(references)
    assert "layers" not in consumer.source("aws_lambda_function.get_presigned_url")["expressions"]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_runtime_is_the_one_that_the_packages_are_made_for(consumer: Instance, function: str) -> None:
    values = consumer.the("aws_lambda_function", function)
    assert values["runtime"] == "python3.13"
    assert values["handler"] == "handler.handler"
    manifest = json.loads((PACKAGES / "manifest.json").read_text())
    assert manifest[f"{function}.zip"]["python"].startswith("3.13.")


# --- Settings ---------------------------------------------------------------------------------------


def test_memory_time_and_concurrency_are_inputs(consumer: Instance, everything: Instance) -> None:
    def settings(instance: Instance) -> list[tuple[int, int, int]]:
        return [
            (values["memory_size"], values["timeout"], values["reserved_concurrent_executions"])
            for values in (instance.the("aws_lambda_function", function) for function in FUNCTIONS)
        ]

    assert settings(consumer) == [(256, 10, -1), (1024, 60, -1)]
    assert settings(everything) == [(512, 10, -1), (2048, 120, 20)]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_function_is_traced(consumer: Instance, function: str) -> None:
    assert consumer.the("aws_lambda_function", function)["tracing_config"][0]["mode"] == "Active"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_function_waits_for_its_permissions(consumer: Instance, function: str) -> None:
    depends_on = consumer.source(f"aws_lambda_function.{function}")["depends_on"]
    assert depends_on == [f"aws_iam_role_policy.{function}"]


# --- Logs -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_function_logs_as_json_into_a_group_made_before_it(consumer: Instance, function: str) -> None:
    (logging,) = consumer.the("aws_lambda_function", function)["logging_config"]
    assert logging["log_format"] == "JSON"
    assert logging["log_group"] == consumer.the("aws_cloudwatch_log_group", function)["name"]
    references = consumer.source(f"aws_lambda_function.{function}")["expressions"]["logging_config"][0]
    assert f"aws_cloudwatch_log_group.{function}.name" in references["log_group"]["references"]


def test_every_log_group_has_the_retention(consumer: Instance, everything: Instance) -> None:
    for instance, days, number in ((consumer, 365, 5), (everything, 90, 8)):
        groups = instance.every("aws_cloudwatch_log_group")
        assert [group["retention_in_days"] for group in groups] == [days] * number


def test_every_log_group_has_the_key_if_there_is_one(consumer: Instance, everything: Instance) -> None:
    assert {group["kms_key_id"] for group in consumer.every("aws_cloudwatch_log_group")} == {None}
    assert {group["kms_key_id"] for group in everything.every("aws_cloudwatch_log_group")} == {
        "arn:aws:kms:eu-central-1:123456789012:key/da7a"
    }


# --- Events that fail -------------------------------------------------------------------------------


def test_an_event_is_tried_three_times_then_kept_in_the_dead_letter_queue(consumer: Instance) -> None:
    config = consumer.the("aws_lambda_function_event_invoke_config", "process_uploaded_file")
    assert config["function_name"] == "prod-acme-uploads-process-uploaded-file"
    assert config["maximum_retry_attempts"] == 2
    (failure,) = config["destination_config"][0]["on_failure"]
    assert failure["destination"] == "arn:aws:sqs:eu-central-1:123456789012:prod-acme-uploads-processing-dlq"


def test_the_dead_letter_queue_keeps_events_for_14_days(consumer: Instance) -> None:
    assert consumer.the("aws_sqs_queue", "processing_dlq")["message_retention_seconds"] == 14 * 24 * 3600


def test_the_dead_letter_queue_is_encrypted(consumer: Instance, everything: Instance) -> None:
    assert consumer.the("aws_sqs_queue", "processing_dlq")["sqs_managed_sse_enabled"] is True
    key = everything.the("aws_sqs_queue", "processing_dlq")["kms_master_key_id"]
    assert key == "arn:aws:kms:eu-central-1:123456789012:key/da7a"


def test_the_dead_letter_queue_takes_calls_by_tls_alone(consumer: Instance, plain: Instance) -> None:
    for instance, name in ((consumer, "prod-acme-uploads"), (plain, "prod-plain")):
        statement = instance.statements("aws_sqs_queue_policy", "processing_dlq")["DenyInsecureTransport"]
        assert statement == {
            "Sid": "DenyInsecureTransport",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": f"arn:aws:sqs:eu-central-1:123456789012:{name}-processing-dlq",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }


def test_the_dead_letter_queue_takes_messages_of_the_findings_topic(consumer: Instance) -> None:
    statements = consumer.statements("aws_sqs_queue_policy", "processing_dlq")
    assert set(statements) == {"DenyInsecureTransport", "AllowFindingsTopic"}
    assert statements["AllowFindingsTopic"] == {
        "Sid": "AllowFindingsTopic",
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": "arn:aws:sqs:eu-central-1:123456789012:prod-acme-uploads-processing-dlq",
        "Condition": {
            "ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-central-1:123456789012:bucketav-FindingsTopic-ABC"}
        },
    }

"""The environment, read once and checked when the function starts."""

from __future__ import annotations

import pytest
from api_environment import SettingsError
from service_endpoint import Endpoint
from url_settings import read_settings

Environment = dict[str, str]
REQUIRED = [
    *("UPLOADS_BUCKET", "UPLOADS_PREFIX", "AUTH_SECRET_ID", "AUTH_SECRET_CACHE_SECONDS"),
    *("URL_EXPIRATION_SECONDS", "MAX_UPLOAD_BYTES", "ALLOWED_EXTENSIONS", "CORS_ALLOWED_ORIGINS"),
    *(
        "TRANSFER_ACCELERATION",
        "REQUIRE_SIZE",
        "DNS_SUFFIX",
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
    ),
]


def test_the_modules_environment_is_read(environment: Environment) -> None:
    settings = read_settings(environment)

    assert settings.bucket == "dev-uploads"
    assert settings.prefix == "uploads/"
    assert settings.api.secret_id == "dev/image-upload/secrets"  # noqa: S105 - its name
    assert (settings.api.secret_cache_seconds, settings.expires_in, settings.max_upload_bytes) == (
        60,
        300,
        10485760,
    )
    assert settings.content_types == {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
    assert settings.api.allowed_origins == ("https://app.example.com", "http://localhost:3000")
    assert settings.api.credentials == ("ASIAEXAMPLE", "secret-access-key", "session/token+with=signs")
    assert settings.api.ca_bundle is None


def test_settings_cannot_be_changed(environment: Environment) -> None:
    with pytest.raises(AttributeError):
        read_settings(environment).bucket = "other"  # type: ignore[misc]


@pytest.mark.parametrize("emptied", [False, True])
@pytest.mark.parametrize(
    "name",
    REQUIRED,
)
def test_a_missing_variable_is_named(environment: Environment, name: str, emptied: bool) -> None:
    if emptied:
        environment[name] = ""
    else:
        del environment[name]

    with pytest.raises(SettingsError, match=f"variable {name} is missing or empty"):
        read_settings(environment)


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("URL_EXPIRATION_SECONDS", "0", "a whole number from 1 to 604800"),
        ("URL_EXPIRATION_SECONDS", "604801", "a whole number from 1 to 604800"),
        ("MAX_UPLOAD_BYTES", "0", "a whole number from 1"),
        ("MAX_UPLOAD_BYTES", "ten", "a whole number from 1"),
        ("AUTH_SECRET_CACHE_SECONDS", "-1", "a whole number from 0"),
        ("TRANSFER_ACCELERATION", "True", '"true" or "false"'),
        ("REQUIRE_SIZE", "1", '"true" or "false"'),
        ("ALLOWED_EXTENSIONS", "{", "JSON"),
        ("ALLOWED_EXTENSIONS", "{}", "a JSON object from extension to content type"),
        ("ALLOWED_EXTENSIONS", '["png"]', "a JSON object from extension to content type"),
        ("ALLOWED_EXTENSIONS", '{"png": 1}', "a JSON object from extension to content type"),
        ("CORS_ALLOWED_ORIGINS", '"https://app.example.com"', "a JSON list of origins"),
        ("CORS_ALLOWED_ORIGINS", "[1]", "a JSON list of origins"),
        ("AWS_ENDPOINT_URL", "localhost", "https://host:port"),
        ("AWS_ENDPOINT_URL_S3", "localhost", "https://host:port"),
        ("AWS_ENDPOINT_URL_SECRETS_MANAGER", "localhost", "https://host:port"),
    ],
)
def test_a_value_that_cannot_be_meant_is_named_with_its_rule(
    environment: Environment, name: str, value: str, rule: str
) -> None:
    environment[name] = value

    with pytest.raises(SettingsError, match=f"variable {name} must be .*{rule}"):
        read_settings(environment)


def test_on_aws_the_endpoints_are_regional_and_the_bucket_is_in_the_host(environment: Environment) -> None:
    settings = read_settings(environment)

    assert settings.s3 == Endpoint("https", "s3.eu-central-1.amazonaws.com", 443)
    assert settings.api.secrets_manager == Endpoint("https", "secretsmanager.eu-central-1.amazonaws.com", 443)
    assert not settings.bucket_in_path


def test_in_another_partition_the_endpoints_have_its_suffix(environment: Environment) -> None:
    environment |= {"AWS_REGION": "eusc-de-east-1", "DNS_SUFFIX": "amazonaws.eu"}

    settings = read_settings(environment)

    assert settings.s3.hostname == "s3.eusc-de-east-1.amazonaws.eu"
    assert settings.api.secrets_manager.hostname == "secretsmanager.eusc-de-east-1.amazonaws.eu"


def test_with_acceleration_uploads_go_to_its_host(environment: Environment) -> None:
    environment["TRANSFER_ACCELERATION"] = "true"

    assert read_settings(environment).s3 == Endpoint("https", "s3-accelerate.amazonaws.com", 443)


def test_a_local_endpoint_is_path_style_whatever_acceleration_says(environment: Environment) -> None:
    environment |= {"TRANSFER_ACCELERATION": "true", "AWS_ENDPOINT_URL": "https://localhost:4566"}

    settings = read_settings(environment)

    assert settings.s3 == settings.api.secrets_manager == Endpoint("https", "localhost", 4566)
    assert settings.bucket_in_path


def test_a_services_own_local_endpoint_comes_first(environment: Environment) -> None:
    environment |= {
        "AWS_ENDPOINT_URL": "https://localhost:1",
        "AWS_ENDPOINT_URL_S3": "https://localhost:2",
        "AWS_ENDPOINT_URL_SECRETS_MANAGER": "https://localhost:3",
    }

    settings = read_settings(environment)

    assert (settings.s3.port, settings.api.secrets_manager.port) == (2, 3)


def test_without_a_session_token_there_is_none(environment: Environment) -> None:
    del environment["AWS_SESSION_TOKEN"]

    assert read_settings(environment).api.credentials.session_token is None
